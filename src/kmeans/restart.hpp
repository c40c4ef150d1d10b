#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/fixed_point.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/data/column_statistics.hpp"
#include "lloyd/kmeans/fit.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Exact sums and counts of the rows of each cluster, in the one layout that sweeps fill and ranks add:
/// [cluster][limb_stride] limbs, then [cluster] counts, then how many rows changed their label.
class ClusterSums {
public:
    ClusterSums(std::span<std::int64_t> values, int n_clusters, int features)
        : values_(values), clusters_(n_clusters), features_(features) {}

    static std::size_t size(int n_clusters, int features) {
        return static_cast<std::size_t>(n_clusters) * static_cast<std::size_t>(limb_stride(features) + 1) + 1;
    }

    std::span<std::int64_t> values() const { return values_; }
    std::int64_t* limbs() const { return values_.data(); }
    std::int64_t* limbs(int cluster) const {
        return limbs() + static_cast<std::int64_t>(cluster) * limb_stride(features_);
    }
    std::int64_t& count(int cluster) const { return *(limbs(clusters_) + cluster); }
    std::int64_t& labels_changed() const { return values_.back(); }
    Limbs sum(int cluster, int feature) const { return {limbs(cluster)[feature], limbs(cluster)[features_ + feature]}; }

private:
    std::span<std::int64_t> values_;
    int clusters_;
    int features_;
};

/// One restart on its way; the same on every rank.
template <class T>
struct Restart {
    Restart(int index_, Matrix<T> start)
        : index(index_),
          centers(std::move(start)),
          panels(centers.view()),
          totals(ClusterSums::size(n_clusters(), features())) {}

    int n_clusters() const { return static_cast<int>(centers.rows()); }
    int features() const { return static_cast<int>(centers.cols()); }
    ClusterSums sums() { return {totals, n_clusters(), features()}; }

    int index;
    Matrix<T> centers;
    Panels<T> panels;                  ///< the same centres, for the kernels
    std::vector<std::int64_t> totals;  ///< ClusterSums over all rows
    RestartSummary summary;
    History history;
    bool stopped = false;
};

}  // namespace lloyd
