#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/lanes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// A few neighbouring centres, as many as the widest kernel keeps in registers: [feature][centre], or [centre][feature]
/// where the lanes hold features.
template <class T>
struct Panel {
    const T* centers;
    const T* indices;  ///< the centres' indices as numbers of type T, for blending
    int width;         ///< 1..Panels::widest
};

/// Centres repacked for the kernels: panels of nearly equal width, in ascending index.
template <class T>
class Panels {
public:
    /// 10 centres x 2 vectors of rows fill the registers of AVX-512; AVX2 takes a panel in two halves.
    static constexpr int widest = 10;

    Panels() = default;
    explicit Panels(MatrixView<const T> centers) { pack(centers); }

    /// Repacks in place; allocates only when there are more than ever before.
    void pack(MatrixView<const T> centers, Lanes lanes = Lanes::rows);
    /// Takes some of the centres only, which keep their indices; `chosen` ascends.
    void pack(MatrixView<const T> centers, std::span<const std::int32_t> chosen, Lanes lanes = Lanes::rows);

    int centers() const { return centers_; }
    int features() const { return features_; }
    Lanes lanes() const { return lanes_; }
    int count() const { return static_cast<int>(firsts_.size()) - 1; }
    /// Index of the panel's first centre.
    int first(int panel) const { return firsts_[static_cast<std::size_t>(panel)]; }
    Panel<T> operator[](int panel) const {
        const int begin = first(panel);
        return {values_.data() + static_cast<std::int64_t>(begin) * features_, indices_.data() + begin,
                first(panel + 1) - begin};
    }

private:
    void resize(std::int64_t centers, std::int64_t features, Lanes lanes);

    std::vector<T> values_;
    std::vector<T> indices_;
    std::vector<int> firsts_{0};  ///< of each panel, and one past the last: kernels ask in their inner loops
    int centers_ = 0;
    int features_ = 0;
    Lanes lanes_ = Lanes::rows;
};

}  // namespace lloyd
