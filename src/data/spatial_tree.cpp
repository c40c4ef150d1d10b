#include "data/spatial_tree.hpp"

#include <algorithm>
#include <array>

namespace lloyd {

namespace {

/// Sum over rows of the squared deviation of each feature from its mean.
template <class T>
std::vector<double> deviations(T* const* begin, T* const* end, int features) {
    std::vector<double> mean(static_cast<std::size_t>(features));
    std::vector<double> squared(mean.size());
    for (T* const* row = begin; row != end; ++row)
        for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += static_cast<double>((*row)[t]);
    for (double& value : mean) value /= static_cast<double>(std::max<std::ptrdiff_t>(end - begin, 1));
    for (T* const* row = begin; row != end; ++row)
        for (std::size_t t = 0; t < mean.size(); ++t) {
            const double deviation = static_cast<double>((*row)[t]) - mean[t];
            squared[t] += deviation * deviation;
        }
    return squared;
}

template <class T>
double total_deviation(T* const* begin, T* const* end, int features) {
    double total = 0;
    for (const double value : deviations(begin, end, features)) total += value;
    return total;
}

}  // namespace

template <class T>
SpatialTree<T>::SpatialTree(const Team& team, Matrix<T>& sample, int depth)
    : depth_(depth), nodes_(std::size_t{1} << depth) {
    const auto features = static_cast<int>(sample.cols());
    std::vector<T*> rows;
    for (std::int64_t i = 0; i < sample.rows(); ++i) rows.push_back(sample.row(i));
    std::vector<Part> parts(2 * nodes_.size());
    parts[1] = {rows.data(), rows.data() + rows.size()};
    for (std::int64_t level = 0; level < depth; ++level)
        team.for_each(std::int64_t{1} << level, [&](std::int64_t i, int) {
            split((std::size_t{1} << level) + static_cast<std::size_t>(i), parts, features);
        });

    std::vector<double> within(nodes_.size());
    team.for_each(leaves(), [&](std::int64_t leaf, int) {
        const Part& part = parts[nodes_.size() + static_cast<std::size_t>(leaf)];
        within[static_cast<std::size_t>(leaf)] = total_deviation(part.begin, part.end, features);
    });
    const double whole = total_deviation(rows.data(), rows.data() + rows.size(), features);
    double left = 0;
    for (const double value : within) left += value;
    if (whole > 0) variance_left_ = left / whole;
}

template <class T>
void SpatialTree<T>::split(std::size_t node, std::vector<Part>& parts, int features) {
    const Part part = parts[node];
    const std::vector<double> spread = deviations(part.begin, part.end, features);
    const auto feature = std::max_element(spread.begin(), spread.end()) - spread.begin();
    T** const middle = part.begin + (part.end - part.begin) / 2;
    T threshold = 0;
    if (part.begin != part.end) {
        std::nth_element(part.begin, middle, part.end, [&](const T* a, const T* b) { return a[feature] < b[feature]; });
        threshold = (*middle)[feature];
    }
    nodes_[node] = {static_cast<std::int32_t>(feature), threshold};
    T** const cut = std::partition(part.begin, part.end, [&](const T* row) { return !(row[feature] > threshold); });
    parts[2 * node] = {part.begin, cut};
    parts[2 * node + 1] = {cut, part.end};
}

template <class T>
void SpatialTree<T>::find_leaves(MatrixView<const T> rows, std::uint32_t* leaves) const {
    // Several rows at once, level by level: their walks overlap.
    constexpr std::int64_t together = 64;
    for (std::int64_t first = 0; first < rows.rows; first += together) {
        const std::int64_t count = std::min(together, rows.rows - first);
        std::array<std::uint32_t, together> at;
        at.fill(1);
        for (int level = 0; level < depth_; ++level)
            for (std::int64_t i = 0; i < count; ++i) {
                std::uint32_t& node = at[static_cast<std::size_t>(i)];
                const Node& here = nodes_[node];
                node = 2 * node + static_cast<std::uint32_t>(rows.row(first + i)[here.feature] > here.threshold);
            }
        for (std::int64_t i = 0; i < count; ++i)
            leaves[first + i] = at[static_cast<std::size_t>(i)] - static_cast<std::uint32_t>(nodes_.size());
    }
}

template class SpatialTree<float>;
template class SpatialTree<double>;

}  // namespace lloyd
