#pragma once

namespace lloyd {

/// Seconds one rank spent in each phase of a run.
struct PhaseTimes {
    double read = 0;      ///< reading or generating rows
    double tile = 0;      ///< laying rows out as tiles, column statistics
    double seed = 0;      ///< choosing the first centres
    double assign = 0;    ///< sweeps over the rows: labels and local sums
    double reduce = 0;    ///< Allreduce, once all ranks are there
    double wait = 0;      ///< Allreduce, waiting for slower ranks
    double metrics = 0;   ///< silhouette, cluster statistics
    double write = 0;     ///< the result file
    double training = 0;  ///< all from rows in memory to final labels and inertia
    double total = 0;     ///< the whole process
};

}  // namespace lloyd
