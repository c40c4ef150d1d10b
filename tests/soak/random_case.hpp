#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/files/precision.hpp"
#include "lloyd/kmeans/options.hpp"

#include <random>
#include <string>
#include <vector>

namespace lloyd::test {

using Random = std::mt19937_64;

/// A whole number from least to most.
inline int number(Random& random, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
}

/// Rows and options that a fit may be asked for, drawn at random.
struct RandomCase {
    explicit RandomCase(Random& random);

    Precision precision;
    Matrix<double> rows;  ///< exact in float32, if that is the precision
    FitOptions options;

    /// Of `lloyd fit`, but for its files.
    std::vector<std::string> arguments() const;
    std::string text() const;
    /// Writes the rows as /X.
    void write(const std::string& path) const;

    /// What of a result file differs from the reference's; empty when it has the same bits.
    std::string difference_from_reference(const std::string& result_path) const;
};

}  // namespace lloyd::test
