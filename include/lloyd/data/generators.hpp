#pragma once

#include "lloyd/base/matrix.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// How synthetic rows are made.
enum class Recipe {
    blobs,    ///< Gaussian clusters; row i is a pure function of the options and i, so any rank makes its own
    sklearn,  ///< sklearn.datasets.make_blobs with shuffle, bit for bit; one serial stream
    uniform,  ///< every value uniform in [0, 1), counter-based like blobs
};

/// Parameters of a recipe.
struct GeneratorOptions {
    Recipe recipe = Recipe::blobs;
    std::int64_t rows = 0;
    int features = 2;
    int centers = 10;  ///< clusters drawn uniformly from [-10, 10) in each feature; unused by uniform
    double std = 1.0;  ///< standard deviation within a cluster; unused by uniform
    std::uint64_t seed = 42;
};

/// Throws Error(usage) when a parameter makes no sense: rows, features or centers < 1, a std that is negative or
/// not finite, more values than memory can address, for sklearn a seed or a number of rows over 32 bits.
void check(const GeneratorOptions& options);

/// Recipes blobs and uniform: global rows [first, first + rows.rows) and their true labels
/// (all 0 for uniform; an empty span asks for none). float32 values are the float64 ones, rounded.
/// Any thread may make any rows; the options must have passed check().
template <class T>
void generate_rows(const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                   std::span<std::int32_t> labels);

/// Recipe sklearn: the whole data set, rows x features float64. It is kept as it was drawn, cluster by cluster,
/// with the shuffled order beside it: 4 bytes a row more than the data.
class SklearnBlobs {
public:
    explicit SklearnBlobs(const GeneratorOptions& options);

    /// Row `row` in output order, and its label.
    std::span<const double> row(std::int64_t row) const;
    std::int32_t label(std::int64_t row) const;

private:
    std::vector<double> values_;
    std::vector<std::uint32_t> order_;  ///< output row i is drawn row order_[i]
    int features_;
    int centers_;
};

}  // namespace lloyd
