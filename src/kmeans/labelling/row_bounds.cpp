#include "kmeans/labelling/row_bounds.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

// A computed squared distance is off by a factor within 1 +- (d + 3) epsilon / 2, and by what underflow takes. `lead`
// is several times as much, and below `lowest` underflow, of distances or of the bounds themselves, could make up for
// it.
template <class T>
RowBounds RowBounds::of(std::int64_t slots, int features, int n_init) {
    constexpr double epsilon = std::numeric_limits<T>::epsilon();
    constexpr double float_epsilon = std::numeric_limits<float>::epsilon();
    RowBounds bounds;
    bounds.slots_ = slots;
    bounds.lead_ = static_cast<float>(1 + 4 * (features + 4) * epsilon + 4 * float_epsilon);
    bounds.lowest_ =
        static_cast<float>(std::max(std::sqrt(8 * double{std::numeric_limits<T>::min()} / epsilon), 1e-28));
    bounds.above_ = Buffer<float>(static_cast<std::size_t>(slots * n_init));
    bounds.below_ = Buffer<float>(static_cast<std::size_t>(slots * n_init));
    return bounds;
}

template RowBounds RowBounds::of<float>(std::int64_t, int, int);
template RowBounds RowBounds::of<double>(std::int64_t, int, int);

}  // namespace lloyd
