#include "kmeans/labelling/row_labeller.hpp"

#include "lloyd/core/exact/nearest.hpp"

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
      selected_(static_cast<std::size_t>(padded_rows<T>(rows_per_tile)) * static_cast<std::size_t>(features)),
      selected_shifted_(rows_per_tile, features, lanes),
      selected_findings_(rows_per_tile, has_bounds),
      few_(few, features),
      to_centers_(static_cast<std::size_t>(few * padded_rows<T>(n_clusters))),
      squared_distances_(static_cast<std::size_t>(padded_rows<T>(rows_per_tile))) {}

template <class T>
void RowLabeller<T>::label(TileRows<T>& rows, const CenterChoice<T>& choice, std::span<const std::int32_t> selection,
                           Findings& findings) {
    const auto count = static_cast<std::int64_t>(selection.size());
    // In instructions for a vector of floats: measuring takes two a feature, the filter one.
    const std::int64_t measured =
        2 * static_cast<std::int64_t>(sizeof(T) / sizeof(float)) * count * choice.centers.count();
    const std::int64_t filtered = round_up(count, rows_at_once<float>) * choice.count();
    const bool by_row = rows.rounded().lanes == Lanes::features;
    // Rows that are copied one by one cost as much memory traffic as a tile long before they are as many.
    if (!by_row && 4 * count <= rows.count() && measured < filtered)
        return measure_few(rows, choice, selection, findings);

    uncertain_.clear();
    // Copying a row out costs about as much as measuring a few centres.
    if (!by_row && 2 * count >= rows.count()) {
        filtered_rows_ += rows.count();
        if (filter_rows(rows.shifted(), choice, findings) == 0) return;
        for (int i = 0; i < rows.count(); ++i)
            if (findings.labels[static_cast<std::size_t>(i)] == no_cluster) uncertain_.push_back(i);
    } else {
        filtered_rows_ += count;
        selected_shifted_.set(rows.rounded(), selection);
        filter_rows(selected_shifted_, choice, selected_findings_);
        for (std::size_t i = 0; i < selection.size(); ++i) {
            const auto row = static_cast<std::size_t>(selection[i]);
            findings.labels[row] = selected_findings_.labels[i];
            findings.above[row] = selected_findings_.above[i];
            findings.below[row] = selected_findings_.below[i];
            if (selected_findings_.labels[i] == no_cluster) uncertain_.push_back(selection[i]);
        }
    }
    uncertain_rows_ += static_cast<std::int64_t>(uncertain_.size());
    measure_selected(rows, choice, uncertain_, findings);
}

template <class T>
void RowLabeller<T>::measure_selected(const TileRows<T>& rows, const CenterChoice<T>& choice,
                                      std::span<const std::int32_t> selection, Findings& findings) {
    const auto count = static_cast<std::int64_t>(selection.size());
    if (count * choice.centers.count() <= round_up(count, rows_at_once<T>) * choice.count())
        return measure_few(rows, choice, selection, findings);
    work_.measured_pairs += count * choice.count();
    nearest(select_rows(rows.view(), selection, selected_.data()), packed(choice), selected_findings_.labels.data(),
            squared_distances_.data());
    for (std::size_t i = 0; i < selection.size(); ++i) {
        const auto row = static_cast<std::size_t>(selection[i]);
        findings.labels[row] = selected_findings_.labels[i];
        findings.below[row] = 0;  // nor need the best score have been this centre's
    }
}

template <class T>
void RowLabeller<T>::measure_few(const TileRows<T>& rows, const CenterChoice<T>& choice,
                                 std::span<const std::int32_t> selection, Findings& findings) {
    const TileView<T> centers = choice.centers.as_rows();
    const int features = centers.features;
    work_.measured_pairs += static_cast<std::int64_t>(selection.size()) * centers.rows;
    // Centres take the place of a tile's rows, so that no lane of a vector is idle.
    for (std::size_t begin = 0; begin < selection.size(); begin += few) {
        const int count = static_cast<int>(std::min(selection.size() - begin, std::size_t{few}));
        const std::span<const std::int32_t> here = selection.subspan(begin, static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            const std::int32_t row = here[static_cast<std::size_t>(i)];
            const T* const values = cache_.row(rows.first_slot() + row, few_.row(i), [&](T* out) {
                for (int t = 0; t < features; ++t) out[t] = rows.view().at(row, t);
            });
            if (values != few_.row(i)) std::copy_n(values, features, few_.row(i));
        }
        few_panels_.pack({few_.row(0), count, few_.cols()});
        all_distances(centers, few_panels_, to_centers_.data());
        for (int i = 0; i < count; ++i) {
            const T* const squared = to_centers_.data() + std::int64_t{i} * padded_rows<T>(centers.rows);
            Lowest<T> lowest;
            for (int j = 0; j < centers.rows; ++j) lowest.take(squared[j], j);
            const auto row = static_cast<std::size_t>(here[static_cast<std::size_t>(i)]);
            findings.labels[row] = lowest.label;
            findings.above[row] = bound_above(lowest.best, features);
            findings.below[row] = bound_below(lowest.next, features);
        }
    }
}

template <class T>
void RowLabeller<T>::measure(const TileRows<T>& rows, const CenterChoice<T>& choice, Findings& findings) {
    work_.measured_pairs += std::int64_t{rows.count()} * choice.count();
    nearest(rows.view(), packed(choice), findings.labels.data(), squared_distances_.data());
}

template <class T>
int RowLabeller<T>::filter_rows(const ShiftedTile& rows, const CenterChoice<T>& choice, Findings& findings) {
    work_.scored_pairs += std::int64_t{rows.rows()} * choice.count();
    const ShiftedCenters<T>& shifted = choice.centers.shifted();
    const bool all = choice.near.empty();
    const Scoring scoring = all ? shifted.scoring() : shifted.pack(choice.near, scored_);
    return certain_nearest(rows, all ? shifted.panels() : scored_.panels, scoring, findings.labels.data(),
                           findings.bounds());
}

template <class T>
const Panels<T>& RowLabeller<T>::packed(const CenterChoice<T>& choice) {
    if (choice.near.empty()) return choice.centers.panels();
    measured_.pack(choice.centers.values(), choice.near);
    return measured_;
}

template class RowLabeller<float>;
template class RowLabeller<double>;

}  // namespace lloyd
