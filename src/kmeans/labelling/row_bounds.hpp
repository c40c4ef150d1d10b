#pragma once

#include "lloyd/base/buffer.hpp"

#include <cstdint>
#include <limits>

namespace lloyd {

/// What is known of every row's true distances from one sweep to the next (Hamerly 2010): one bound above that to its
/// own centre, one below those to all others. When centres move, bounds give way by as much; rows whose bounds still
/// tell their nearest centre need not be measured. Only rows that have labels of their own have bounds.
class RowBounds {
public:
    static std::int64_t bytes(std::int64_t slots, int n_init) { return slots * n_init * 8; }
    /// Whether they are worth their memory: at most half of what the rows take.
    static bool are_small(std::int64_t bytes_a_row, int n_init) { return 2 * bytes(1, n_init) <= bytes_a_row; }

    RowBounds() = default;
    /// T: what rows are measured in.
    template <class T>
    static RowBounds of(std::int64_t slots, int features, int n_init);

    bool empty() const { return above_.size() == 0; }
    float* above(int restart, std::int64_t slot) { return above_.data() + restart * slots_ + slot; }
    float* below(int restart, std::int64_t slot) { return below_.data() + restart * slots_ + slot; }

    /// True: distances as they are computed make the row's own centre the nearest.
    bool tell(float above, float below) const {
        return (below > above * lead_) & (below > lowest_);  // without a branch, which would be mispredicted
    }

    /// Moved bounds, rounded away from each other.
    static float raise(float above, float by) { return (above + by) * (1 + 2 * std::numeric_limits<float>::epsilon()); }
    static float lower(float below, float by) { return (below - by) * (1 - 2 * std::numeric_limits<float>::epsilon()); }

private:
    std::int64_t slots_ = 0;
    float lead_ = 1;
    float lowest_ = 0;
    Buffer<float> above_;  ///< [restart][slot]
    Buffer<float> below_;
};

}  // namespace lloyd
