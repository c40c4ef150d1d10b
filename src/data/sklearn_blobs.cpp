#include "lloyd/data/generators.hpp"

#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>

namespace lloyd {

namespace {

/// The stream of NumPy's RandomState(seed), as far as make_blobs draws from it.
class LegacyNumpyRandom {
public:
    explicit LegacyNumpyRandom(std::uint32_t seed) : engine_(seed) {}

    double uniform(double low, double high) { return low + (high - low) * unit(); }

    /// Marsaglia's polar method; the second number of each pair is kept for the next call.
    double normal() {
        if (spare_) {
            const double kept = *spare_;
            spare_.reset();
            return kept;
        }
        double x = 0;
        double y = 0;
        double square = 0;
        do {
            x = 2.0 * unit() - 1.0;
            y = 2.0 * unit() - 1.0;
            square = x * x + y * y;
        } while (square >= 1.0 || square == 0.0);
        const double factor = std::sqrt(-2.0 * std::log(square) / square);
        spare_ = factor * x;
        return factor * y;
    }

    /// An integer in [0, last]: the next word that, cut to the bits of `last`, is not above it.
    std::uint32_t up_to(std::uint32_t last) {
        const std::uint32_t mask = last == 0 ? 0 : ~std::uint32_t{0} >> std::countl_zero(last);
        std::uint32_t drawn = 0;
        do drawn = word() & mask;
        while (drawn > last);
        return drawn;
    }

private:
    std::uint32_t word() { return static_cast<std::uint32_t>(engine_()); }

    /// A double in [0, 1) with 53 random bits, from two words.
    double unit() {
        const std::uint32_t high = word() >> 5;
        const std::uint32_t low = word() >> 6;
        return (high * 0x1p26 + low) / 0x1p53;
    }

    std::mt19937 engine_;
    std::optional<double> spare_;
};

/// How `rows` rows are dealt to the clusters, before the shuffle: the first `larger` clusters have one more.
struct ClusterShares {
    std::int64_t rows;
    std::int64_t larger;

    ClusterShares(std::int64_t all_rows, int centers) : rows(all_rows / centers), larger(all_rows % centers) {}
    std::int64_t size(std::int64_t cluster) const { return rows + (cluster < larger ? 1 : 0); }
    std::int64_t cluster_of(std::int64_t row) const {
        const std::int64_t in_larger = larger * (rows + 1);
        return row < in_larger ? row / (rows + 1) : larger + (row - in_larger) / rows;
    }
};

}  // namespace

SklearnBlobs::SklearnBlobs(const GeneratorOptions& options)
    : values_(static_cast<std::size_t>(options.rows * options.features)),
      order_(static_cast<std::size_t>(options.rows)),
      features_(options.features),
      centers_(options.centers) {
    LegacyNumpyRandom random(static_cast<std::uint32_t>(options.seed));
    Matrix<double> centers(options.centers, options.features);
    for (double& value : centers.span()) value = random.uniform(-10.0, 10.0);

    const ClusterShares shares(options.rows, options.centers);
    double* value = values_.data();
    for (std::int64_t j = 0; j < centers.rows(); ++j)
        for (std::int64_t i = 0; i < shares.size(j); ++i)
            for (int t = 0; t < features_; ++t) *value++ = centers.row(j)[t] + options.std * random.normal();

    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    for (std::size_t i = order_.size() - 1; i > 0; --i)
        std::swap(order_[i], order_[random.up_to(static_cast<std::uint32_t>(i))]);
}

std::span<const double> SklearnBlobs::row(std::int64_t row) const {
    const auto features = static_cast<std::size_t>(features_);
    return std::span(values_).subspan(order_[static_cast<std::size_t>(row)] * features, features);
}

std::int32_t SklearnBlobs::label(std::int64_t row) const {
    const ClusterShares shares(static_cast<std::int64_t>(order_.size()), centers_);
    return static_cast<std::int32_t>(shares.cluster_of(order_[static_cast<std::size_t>(row)]));
}

}  // namespace lloyd
