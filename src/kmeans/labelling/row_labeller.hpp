#pragma once

#include "kmeans/centers.hpp"
#include "kmeans/labelling/row_cache.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/bounds/filter.hpp"
#include "lloyd/kmeans/work.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// A restart's centres, and which of them may be nearest to a row of the tile at hand.
template <class T>
struct CenterChoice {
    const Centers<T>& centers;
    std::span<const std::int32_t> near;  ///< ascending; empty: all

    int count() const { return near.empty() ? centers.count() : static_cast<int>(near.size()); }
};

/// What is found out about a tile's rows.
struct Findings {
    Findings(int rows_per_tile, bool has_bounds);
    DistanceBounds bounds() {
        if (!has_bounds) return {nullptr, nullptr, nullptr};
        return {above.data(), nearest_below.data(), below.data()};
    }

    bool has_bounds;  ///< whether there are any but labels

    std::vector<std::int32_t> labels;
    std::vector<float> above;          ///< >= the true distance to the nearest centre, unless `below` is 0
    std::vector<float> nearest_below;  ///< <= the same
    std::vector<float> below;          ///< <= the true distances to all other centres; 0: nothing is known
};

/// A tile's rows for all restarts that ask for their labels: restored from what they were rounded to once, when the
/// first of them asks.
template <class T>
class TileRows {
public:
    /// first_slot: of the tile; shifted: where rows are restored, the thread's own.
    TileRows(const TileView<T>& view, const RoundedTile& rounded, std::int64_t first_slot, ShiftedTile& shifted)
        : view_(view), rounded_(rounded), first_slot_(first_slot), shifted_(shifted) {}

    int count() const { return view_.rows; }
    const TileView<T>& view() const { return view_; }
    const RoundedTile& rounded() const { return rounded_; }
    std::int64_t first_slot() const { return first_slot_; }
    const ShiftedTile& shifted() {
        if (!is_shifted_) shifted_.set(rounded_);
        is_shifted_ = true;
        return shifted_;
    }

private:
    TileView<T> view_;
    RoundedTile rounded_;
    std::int64_t first_slot_;
    ShiftedTile& shifted_;
    bool is_shifted_ = false;
};

/// Finds the nearest centres of a tile's rows: by the filter first, and measures those rows only that it leaves in
/// doubt. The labels are those of nearest(). Which rows are asked is TileLabeller's to say. What one thread works with;
/// everything is allocated once.
template <class T>
class RowLabeller {
public:
    /// The cache, for rows that are measured one by one, is shared by all threads.
    RowLabeller(int rows_per_tile, int features, int n_clusters, Lanes lanes, bool has_bounds, RowCache<T>& cache);

    /// Labels and bounds of the rows selected (ascending). Other rows may get labels, which are right, but bounds only
    /// of the selected are to be kept.
    void label(TileRows<T>& rows, const CenterChoice<T>& choice, std::span<const std::int32_t> selection,
               Findings& findings);
    /// Labels of all rows without a filter and without bounds.
    void measure(const TileRows<T>& rows, const CenterChoice<T>& choice, Findings& findings);
    /// Bounds of all rows; a label may be no_cluster.
    void filter(TileRows<T>& rows, const CenterChoice<T>& choice, Findings& findings) {
        filter_rows(rows.shifted(), choice, findings);
    }

    std::int64_t filtered_rows() const { return filtered_rows_; }
    std::int64_t uncertain_rows() const { return uncertain_rows_; }
    /// scored_pairs and measured_pairs so far.
    const Work& work() const { return work_; }

private:
    int filter_rows(const ShiftedTile& rows, const CenterChoice<T>& choice, Findings& findings);
    void measure_selected(const TileRows<T>& rows, const CenterChoice<T>& choice,
                          std::span<const std::int32_t> selection, Findings& findings);
    void measure_few(const TileRows<T>& rows, const CenterChoice<T>& choice, std::span<const std::int32_t> selection,
                     Findings& findings);
    const Panels<T>& packed(const CenterChoice<T>& choice);

    RowCache<T>& cache_;
    Buffer<T> selected_;  ///< some of the tile's rows
    ShiftedTile selected_shifted_;
    Findings selected_findings_;
    Matrix<T> few_;  ///< and a few, one after another
    Panels<T> few_panels_;
    std::vector<T> to_centers_;  ///< [few][centre]
    PackedCenters scored_;
    Panels<T> measured_;
    std::vector<std::int32_t> uncertain_;
    std::vector<T> squared_distances_;
    std::int64_t filtered_rows_ = 0;
    std::int64_t uncertain_rows_ = 0;
    Work work_;
};

}  // namespace lloyd
