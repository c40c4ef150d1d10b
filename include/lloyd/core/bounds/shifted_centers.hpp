#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/bounds/scores.hpp"
#include "lloyd/core/panels.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Some of the centres, packed to be scored: what one thread keeps from tile to tile.
struct PackedCenters {
    Panels<float> panels;
    std::vector<float> half_norms;
};

/// Centres less an origin in single precision, ready to be scored. Any origin will do; one amid the rows makes errors
/// small.
template <class T>
class ShiftedCenters {
public:
    ShiftedCenters() = default;
    /// Room for so many centres; none yet.
    ShiftedCenters(std::int64_t most_centers, std::vector<T> origin, Lanes lanes);

    /// These centres in the place of all others, packed.
    void set(MatrixView<const T> centers);
    /// One more; panels() does not have it.
    void append(const T* center);

    int count() const { return static_cast<int>(half_norms_.size()); }
    /// All centres of the last set().
    const Panels<float>& panels() const { return panels_; }
    Scoring scoring() const;
    /// Packs some of the centres, which keep their indices; `chosen` ascends.
    Scoring pack(std::span<const std::int32_t> chosen, PackedCenters& packed) const;

private:
    Matrix<float> shifted_;  ///< the first count() rows
    std::vector<float> half_norms_;
    std::vector<T> origin_;
    Lanes lanes_ = Lanes::rows;
    Panels<float> panels_;
    float largest_norm_ = 0;
    float relative_ = 0;
};

}  // namespace lloyd
