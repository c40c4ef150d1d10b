#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// A kd-tree (Bentley 1975) over a sample of rows: each node splits its rows at the median of the feature that varies
/// most. Rows of one leaf are near each other. Which rows share a leaf never changes a result.
template <class T>
class SpatialTree {
public:
    /// 2^depth leaves. The sample is reordered.
    SpatialTree(const Team& team, Matrix<T>& sample, int depth);

    int leaves() const { return 1 << depth_; }

    /// The leaf of every row.
    void find_leaves(MatrixView<const T> rows, std::uint32_t* leaves) const;

    /// The sample's variance within leaves, as a share of its whole: small when rows lie in clusters or in few
    /// dimensions.
    double variance_left() const { return variance_left_; }

private:
    struct Node {
        std::int32_t feature = 0;
        T threshold = 0;  ///< rows with larger values go right
    };
    struct Part {
        T** begin;
        T** end;
    };
    void split(std::size_t node, std::vector<Part>& parts, int features);

    int depth_;
    std::vector<Node> nodes_;  ///< 1-based; the children of i are 2 i and 2 i + 1
    double variance_left_ = 1;
};

}  // namespace lloyd
