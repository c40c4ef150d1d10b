#include "kmeans/row_labeller.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lloyd {

namespace {

constexpr int few = Panels<float>::widest;

/// Rows that kernels take at once with vectors of 64 bytes.
template <class T>
constexpr int rows_at_once = 128 / static_cast<int>(sizeof(T));

constexpr std::int64_t round_up(std::int64_t count, std::int64_t step) { return (count + step - 1) / step * step; }

/// The two lowest squared distances of a row to centres measured in ascending order.
template <class T>
struct Lowest {
    T best = std::numeric_limits<T>::infinity();
    T next = std::numeric_limits<T>::infinity();
    std::int32_t label = no_cluster;

    void take(T squared, std::int32_t center) {
        if (squared < best) {
            next = best;
            best = squared;
            label = center;
        } else {
            next = std::min(next, squared);
        }
    }
};

/// Bounds on a true distance from its computed square: float has room for more rounding than T has.
template <class T>
float bound_above(T squared, int features) {
    const auto rounding = static_cast<double>(features + 8) * std::numeric_limits<T>::epsilon();
    const double value = std::sqrt(
        (static_cast<double>(squared) + (features + 4) * double{std::numeric_limits<T>::min()}) * (1 + rounding));
    return std::nextafter(static_cast<float>(value), std::numeric_limits<float>::infinity());
}
template <class T>
float bound_below(T squared, int features) {
    const auto rounding = static_cast<double>(features + 8) * std::numeric_limits<T>::epsilon();
    const double value = std::sqrt(static_cast<double>(squared) * std::max(0.0, 1 - rounding));
    return std::nextafter(static_cast<float>(value), 0.0F);
}

}  // namespace

Findings::Findings(int rows_per_tile, bool has_bounds_)
    : has_bounds(has_bounds_),
      labels(static_cast<std::size_t>(padded_rows<float>(rows_per_tile))),
      above(labels.size()),
      nearest_below(labels.size()),
      below(labels.size()) {}

template <class T>
RowLabeller<T>::RowLabeller(int rows_per_tile, int features, int n_clusters, Lanes lanes, bool has_bounds,
                            RowCache<T>& cache)
    : cache_(cache),
      shifted_(rows_per_tile, features, lanes),
      some_(static_cast<std::size_t>(padded_rows<T>(rows_per_tile)) * static_cast<std::size_t>(features)),
      some_shifted_(rows_per_tile, features, lanes),
      of_some_(rows_per_tile, has_bounds),
      few_(few, features),
      to_centers_(static_cast<std::size_t>(few * padded_rows<T>(n_clusters))),
      squared_distances_(static_cast<std::size_t>(padded_rows<T>(rows_per_tile))) {}

template <class T>
void RowLabeller<T>::label(const CenterChoice<T>& choice, std::span<const std::int32_t> rows, Findings& findings) {
    const auto count = static_cast<std::int64_t>(rows.size());
    // In instructions for a vector of floats: measuring takes two a feature, the filter one.
    const std::int64_t measured =
        2 * static_cast<std::int64_t>(sizeof(T) / sizeof(float)) * count * choice.centers.rows();
    const std::int64_t filtered = round_up(count, rows_at_once<float>) * choice.count();
    const bool by_row = rounded_.lanes == Lanes::features;
    // Rows that are copied one by one cost as much memory traffic as a tile long before they are as many.
    if (!by_row && 4 * count <= tile_.rows && measured < filtered) return measure_few(choice, rows, findings);

    uncertain_.clear();
    // Copying a row out costs about as much as measuring a few centres.
    if (!by_row && 2 * count >= tile_.rows) {
        filtered_rows_ += tile_.rows;
        if (filter_rows(choice, shifted(), findings) == 0) return;
        for (int i = 0; i < tile_.rows; ++i)
            if (findings.labels[static_cast<std::size_t>(i)] == no_cluster) uncertain_.push_back(i);
    } else {
        filtered_rows_ += count;
        some_shifted_.set(rounded_, rows);
        filter_rows(choice, some_shifted_, of_some_);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto row = static_cast<std::size_t>(rows[i]);
            findings.labels[row] = of_some_.labels[i];
            findings.above[row] = of_some_.above[i];
            findings.below[row] = of_some_.below[i];
            if (of_some_.labels[i] == no_cluster) uncertain_.push_back(rows[i]);
        }
    }
    uncertain_rows_ += static_cast<std::int64_t>(uncertain_.size());
    measure_some(choice, uncertain_, findings);
}

template <class T>
void RowLabeller<T>::measure_some(const CenterChoice<T>& choice, std::span<const std::int32_t> rows,
                                  Findings& findings) {
    const auto count = static_cast<std::int64_t>(rows.size());
    if (count * choice.centers.rows() <= round_up(count, rows_at_once<T>) * choice.count())
        return measure_few(choice, rows, findings);
    work_.measured_pairs += count * choice.count();
    nearest(select_rows(tile_, rows, some_.data()), packed(choice), of_some_.labels.data(), squared_distances_.data());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        findings.labels[row] = of_some_.labels[i];
        findings.below[row] = 0;  // nor need the best score have been this centre's
    }
}

template <class T>
void RowLabeller<T>::measure_few(const CenterChoice<T>& choice, std::span<const std::int32_t> rows,
                                 Findings& findings) {
    work_.measured_pairs += static_cast<std::int64_t>(rows.size()) * choice.centers.rows();
    // Centres take the place of a tile's rows, so that no lane of a vector is idle.
    for (std::size_t begin = 0; begin < rows.size(); begin += few) {
        const int count = static_cast<int>(std::min(rows.size() - begin, std::size_t{few}));
        const std::span<const std::int32_t> here = rows.subspan(begin, static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            const std::int32_t row = here[static_cast<std::size_t>(i)];
            const T* const values = cache_.row(first_slot_ + row, few_.row(i), [&](T* out) {
                for (int t = 0; t < tile_.features; ++t) out[t] = tile_.at(row, t);
            });
            if (values != few_.row(i)) std::copy_n(values, tile_.features, few_.row(i));
        }
        few_panels_.pack({few_.row(0), count, few_.cols()});
        all_distances(choice.as_rows, few_panels_, to_centers_.data());
        for (int i = 0; i < count; ++i) {
            const T* const squared = to_centers_.data() + std::int64_t{i} * padded_rows<T>(choice.as_rows.rows);
            Lowest<T> lowest;
            for (int j = 0; j < choice.as_rows.rows; ++j) lowest.take(squared[j], j);
            const auto row = static_cast<std::size_t>(here[static_cast<std::size_t>(i)]);
            findings.labels[row] = lowest.label;
            findings.above[row] = bound_above(lowest.best, tile_.features);
            findings.below[row] = bound_below(lowest.next, tile_.features);
        }
    }
}

template <class T>
std::span<const T> RowLabeller<T>::measure(const CenterChoice<T>& choice, Findings& findings) {
    work_.measured_pairs += std::int64_t{tile_.rows} * choice.count();
    nearest(tile_, packed(choice), findings.labels.data(), squared_distances_.data());
    return squared_distances_;
}

template <class T>
int RowLabeller<T>::filter_rows(const CenterChoice<T>& choice, const ShiftedTile& rows, Findings& findings) {
    work_.scored_pairs += std::int64_t{rows.rows()} * choice.count();
    const bool all = choice.candidates.empty();
    const Filter filter =
        all ? choice.filtered.filter() : choice.filtered.filter(choice.candidates, filter_panels_, half_norms_);
    return certain_nearest(rows, all ? choice.filtered.panels() : filter_panels_, filter, findings.labels.data(),
                           findings.bounds());
}

template <class T>
const ShiftedTile& RowLabeller<T>::shifted() {
    if (!is_shifted_) shifted_.set(rounded_);
    is_shifted_ = true;
    return shifted_;
}

template <class T>
const Panels<T>& RowLabeller<T>::packed(const CenterChoice<T>& choice) {
    if (choice.candidates.empty()) return choice.panels;
    panels_.pack(choice.centers.view(), choice.candidates);
    return panels_;
}

template class RowLabeller<float>;
template class RowLabeller<double>;

}  // namespace lloyd
