#pragma once

#include "lloyd/parallel/time_use.hpp"

#include <array>

namespace lloyd {

/// Seconds one rank spent in each phase of a run, and what its threads did then.
struct PhaseTimes {
    double read = 0;      ///< reading or generating rows, and getting the memory to keep them in
    double tile = 0;      ///< laying rows out as tiles, column statistics
    double seed = 0;      ///< choosing the first centres
    double assign = 0;    ///< sweeps over the rows: labels and local sums
    double reduce = 0;    ///< Allreduce, once all ranks are there
    double wait = 0;      ///< Allreduce, waiting for slower ranks
    double metrics = 0;   ///< silhouette, cluster statistics
    double write = 0;     ///< the result file
    double training = 0;  ///< all from rows in memory, still in their own order, to final labels and inertia
    double total = 0;     ///< the whole process
    ByPhase<TimeUse> use;
};

/// A phase by name, for whoever goes through all of them.
struct PhaseField {
    const char* name;
    const char* meaning;
    double PhaseTimes::*seconds;
};
inline constexpr std::array phase_fields{
    PhaseField{"read", "reading or generating rows, memory for them", &PhaseTimes::read},
    PhaseField{"tile", "laying rows out as tiles, column statistics", &PhaseTimes::tile},
    PhaseField{"seed", "choosing the first centres", &PhaseTimes::seed},
    PhaseField{"assign", "labels and local sums", &PhaseTimes::assign},
    PhaseField{"reduce", "Allreduce, once all ranks are there", &PhaseTimes::reduce},
    PhaseField{"wait", "Allreduce, waiting for slower ranks", &PhaseTimes::wait},
    PhaseField{"metrics", "silhouette, cluster statistics", &PhaseTimes::metrics},
    PhaseField{"write", "writing the result file", &PhaseTimes::write},
    PhaseField{"training", "from rows in memory to final labels and inertia", &PhaseTimes::training},
    PhaseField{"total", "the whole process", &PhaseTimes::total},
};

}  // namespace lloyd
