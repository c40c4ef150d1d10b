#pragma once

#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/core/exact/sums.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Exact sums and counts of the rows of each cluster of a restart, or how they change, in the one layout that sweeps
/// fill and ranks add: [cluster][limb_stride] limbs, then [cluster] counts, then how many rows changed their label. A
/// view.
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

    ClusterSums& operator+=(const ClusterSums& changes) {
        for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += changes.values_[i];
        return *this;
    }

private:
    std::span<std::int64_t> values_;
    int clusters_;
    int features_;
};

/// The sums of all ranks' rows, of each restart: what the changes of all iterations add up to.
class ClusterTotals {
public:
    ClusterTotals(std::size_t restarts, int n_clusters, int features)
        : totals_(restarts, std::vector<std::int64_t>(ClusterSums::size(n_clusters, features))),
          clusters_(n_clusters),
          features_(features) {}

    ClusterSums of(int restart) { return {totals_[static_cast<std::size_t>(restart)], clusters_, features_}; }

private:
    std::vector<std::vector<std::int64_t>> totals_;
    int clusters_;
    int features_;
};

/// What ranks add up in an iteration: each active restart's changes, and how many ranks wish to stop or have failed. A
/// view.
class IterationMessage {
public:
    IterationMessage(std::span<std::int64_t> values, int n_clusters, int features)
        : values_(values), clusters_(n_clusters), features_(features) {}

    static std::size_t size(std::size_t restarts, int n_clusters, int features) {
        return restarts * ClusterSums::size(n_clusters, features) + 2;
    }

    std::span<std::int64_t> values() const { return values_; }
    /// Of the i-th active restart.
    ClusterSums changes(std::size_t i) const {
        const std::size_t size = ClusterSums::size(clusters_, features_);
        return {values_.subspan(i * size, size), clusters_, features_};
    }
    std::int64_t& ranks_to_stop() const { return values_[values_.size() - 2]; }
    std::int64_t& ranks_failed() const { return values_.back(); }

private:
    std::span<std::int64_t> values_;
    int clusters_;
    int features_;
};

}  // namespace lloyd
