#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/kmeans/result.hpp"

namespace lloyd {

/// One restart on its way, the same on every rank: all that has to be known to go on from here. Labels, sums and
/// `centers` themselves follow from `assigned`, by one assignment and one update; seeds are `centers` that nothing was
/// assigned by, and fewer than k of them a seeding on its way.
template <class T>
struct Restart {
    int n_clusters() const { return static_cast<int>(centers.rows()); }
    int features() const { return static_cast<int>(centers.cols()); }
    bool is_seeded(int k) const { return n_clusters() == k; }

    int index = 0;
    Matrix<T> centers;        ///< (k, d), as they are now
    Matrix<T> assigned = {};  ///< those by which rows were last assigned; empty before the first update
    RestartSummary summary = {};
    History history = {};
    bool stopped = false;
};

}  // namespace lloyd
