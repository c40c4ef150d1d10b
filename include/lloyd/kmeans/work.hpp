#pragma once

#include <array>
#include <cstdint>

namespace lloyd {

/// What a fit did, against what it would do without skipping anything. A pair is a row and a centre (or candidate). How
/// much is skipped depends on how rows are dealt out to ranks; no other result does.
struct Work {
    std::int64_t sweep_pairs = 0;      ///< n k (n_iter + 1), over all restarts
    std::int64_t scored_pairs = 0;     ///< of these, in single precision
    std::int64_t measured_pairs = 0;   ///< of these, by exact distances
    std::int64_t tiles = 0;            ///< tiles times sweeps of a restart
    std::int64_t tiles_skipped = 0;    ///< of these, with one centre that may be nearest: no row is read
    std::int64_t seeding_pairs = 0;    ///< n times candidates, over all restarts
    std::int64_t seeding_scored = 0;   ///< of these, and of centres whose scores are found anew
    std::int64_t reductions = 0;       ///< Allreduces of the Lloyd loop
    std::int64_t reduction_bytes = 0;  ///< of all of them, for each rank
};

/// A counter by name, for whoever goes through all of them.
struct WorkField {
    const char* name;
    const char* meaning;
    std::int64_t Work::*count;
};
inline constexpr std::array work_fields{
    WorkField{"sweep_pairs", "pairs of a row and a centre in all sweeps", &Work::sweep_pairs},
    WorkField{"scored_pairs", "pairs of sweeps that were scored in single precision", &Work::scored_pairs},
    WorkField{"measured_pairs", "pairs of sweeps whose exact distance was computed", &Work::measured_pairs},
    WorkField{"tiles", "tiles times sweeps of a restart", &Work::tiles},
    WorkField{"tiles_skipped", "tiles whose rows were not read in a sweep", &Work::tiles_skipped},
    WorkField{"seeding_pairs", "pairs of a row and a candidate in seeding", &Work::seeding_pairs},
    WorkField{"seeding_scored", "of these, scored", &Work::seeding_scored},
    WorkField{"reductions", "Allreduces of the Lloyd loop", &Work::reductions},
    WorkField{"reduction_bytes", "bytes of these Allreduces, for each rank", &Work::reduction_bytes},
};

inline Work& operator+=(Work& sum, const Work& work) {
    for (const WorkField& field : work_fields) sum.*field.count += work.*field.count;
    return sum;
}

}  // namespace lloyd
