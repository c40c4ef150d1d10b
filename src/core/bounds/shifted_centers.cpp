#include "lloyd/core/bounds/shifted_centers.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace lloyd {

namespace {

/// e of the comment in filter.hpp, with a tenth more.
template <class T>
float relative_error(int features) {
    constexpr double epsilon = std::numeric_limits<float>::epsilon();
    constexpr int together = Scoring::features_at_once;
    const double score_error = (std::min(features, together) + features / together + 9) * epsilon;
    const double distance_error = (features + 8) * static_cast<double>(std::numeric_limits<T>::epsilon());
    const double error = 0.55 * std::max(score_error, distance_error);
    // Beyond this terms of higher order count, and nothing is certain.
    return error < 0.03 ? static_cast<float>(error) : std::numeric_limits<float>::infinity();
}

}  // namespace

template <class T>
ShiftedCenters<T>::ShiftedCenters(std::int64_t most_centers, std::vector<T> origin, Lanes lanes)
    : shifted_(most_centers, static_cast<std::int64_t>(origin.size())),
      origin_(std::move(origin)),
      lanes_(lanes),
      relative_(relative_error<T>(static_cast<int>(origin_.size()))) {
    half_norms_.reserve(static_cast<std::size_t>(most_centers));
}

template <class T>
void ShiftedCenters<T>::set(MatrixView<const T> centers) {
    half_norms_.clear();
    largest_norm_ = 0;
    for (std::int64_t j = 0; j < centers.rows; ++j) append(centers.row(j));
    panels_.pack({shifted_.row(0), count(), shifted_.cols()}, lanes_);
}

template <class T>
void ShiftedCenters<T>::append(const T* center) {
    float* const shifted = shifted_.row(count());
    double norm = 0;  // rounded to float once at the end: the margin has no room for its own sum
    for (std::size_t t = 0; t < origin_.size(); ++t) {
        shifted[t] = static_cast<float>(center[t] - origin_[t]);
        norm += static_cast<double>(shifted[t]) * static_cast<double>(shifted[t]);
    }
    half_norms_.push_back(static_cast<float>(norm / 2));
    largest_norm_ = std::max(largest_norm_, static_cast<float>(norm));
}

template <class T>
Scoring ShiftedCenters<T>::scoring() const {
    return {.half_norms = half_norms_.data(),
            .largest_norm = largest_norm_,
            .relative = relative_,
            .absolute = 8 * static_cast<float>(shifted_.cols() + 8) * std::numeric_limits<float>::min()};
}

template <class T>
Scoring ShiftedCenters<T>::pack(std::span<const std::int32_t> chosen, PackedCenters& packed) const {
    packed.panels.pack(shifted_.view(), chosen, lanes_);
    packed.half_norms.clear();
    for (const std::int32_t j : chosen) packed.half_norms.push_back(half_norms_[static_cast<std::size_t>(j)]);
    Scoring scoring_of_chosen = scoring();
    scoring_of_chosen.half_norms = packed.half_norms.data();
    return scoring_of_chosen;
}

template class ShiftedCenters<float>;
template class ShiftedCenters<double>;

}  // namespace lloyd
