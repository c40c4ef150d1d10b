#include "lloyd/core/panels.hpp"

#include <algorithm>
#include <numeric>

namespace lloyd {

namespace {

/// Writes centre number `position` of the panels, wherever its panel is.
template <class T>
void place(const Panels<T>& panels, T* values, const T* center, int position, int panel) {
    const int begin = panels.first(panel);
    const int width = panels.first(panel + 1) - begin;
    if (panels.lanes() == Lanes::features) {
        std::copy_n(center, panels.features(), values + std::int64_t{position} * panels.features());
        return;
    }
    T* out = values + static_cast<std::int64_t>(begin) * panels.features() + (position - begin);
    for (int t = 0; t < panels.features(); ++t) out[static_cast<std::int64_t>(t) * width] = center[t];
}

}  // namespace

template <class T>
void Panels<T>::resize(std::int64_t centers, std::int64_t features, Lanes lanes) {
    lanes_ = lanes;
    centers_ = static_cast<int>(centers);
    features_ = static_cast<int>(features);
    values_.resize(static_cast<std::size_t>(centers * features));
    indices_.resize(static_cast<std::size_t>(centers));
    const int panels = (centers_ + widest - 1) / widest;
    firsts_.assign(1, 0);
    for (int p = 0; p < panels; ++p)
        firsts_.push_back(firsts_.back() + centers_ / panels + (p < centers_ % panels ? 1 : 0));
}

template <class T>
void Panels<T>::pack(MatrixView<const T> centers, Lanes lanes) {
    resize(centers.rows, centers.cols, lanes);
    std::iota(indices_.begin(), indices_.end(), T{0});
    for (int p = 0; p < count(); ++p)
        for (int c = first(p); c < first(p + 1); ++c) place(*this, values_.data(), centers.row(c), c, p);
}

template <class T>
void Panels<T>::pack(MatrixView<const T> centers, std::span<const std::int32_t> chosen, Lanes lanes) {
    resize(static_cast<std::int64_t>(chosen.size()), centers.cols, lanes);
    for (int p = 0; p < count(); ++p)
        for (int c = first(p); c < first(p + 1); ++c) {
            const std::int32_t center = chosen[static_cast<std::size_t>(c)];
            indices_[static_cast<std::size_t>(c)] = static_cast<T>(center);
            place(*this, values_.data(), centers.row(center), c, p);
        }
}

template class Panels<float>;
template class Panels<double>;

}  // namespace lloyd
