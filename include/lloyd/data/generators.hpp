#pragma once

#include "lloyd/base/matrix.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lloyd {

/// How synthetic rows are made.
enum class Recipe {
    blobs,    ///< Gaussian clusters; row i is a pure function of the seed and i, so any rank makes its own
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

/// Throws Error(usage) when a parameter makes no sense (rows < 1, std < 0, a seed over 32 bits for sklearn, ...).
void check(const GeneratorOptions& options);

/// Recipes blobs and uniform: global rows [first, first + rows.rows) and their true labels
/// (all 0 for uniform; an empty span asks for none). float32 values are the float64 ones, rounded.
template <class T>
void generate_rows(const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels);

/// Recipe sklearn: the whole data set in memory, rows x features float64, in output order.
class SklearnBlobs {
public:
    explicit SklearnBlobs(const GeneratorOptions& options);

    /// Output row `row` and its label.
    std::span<const double> row(std::int64_t row) const;
    std::int32_t label(std::int64_t row) const;

private:
    std::vector<double> values_;
    std::vector<std::int32_t> cluster_of_;
    std::vector<std::int64_t> order_;
    int features_;
};

}  // namespace lloyd
