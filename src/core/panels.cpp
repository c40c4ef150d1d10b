#include "lloyd/core/panels.hpp"

#include <numeric>

namespace lloyd {

template <class T>
void Panels<T>::pack(MatrixView<const T> centers) {
    centers_ = static_cast<int>(centers.rows);
    features_ = static_cast<int>(centers.cols);
    values_.resize(centers.span().size());
    indices_.resize(static_cast<std::size_t>(centers_));
    std::iota(indices_.begin(), indices_.end(), T{0});
    for (int p = 0; p < count(); ++p) {
        const int begin = first(p);
        const int width = first(p + 1) - begin;
        T* panel = values_.data() + static_cast<std::int64_t>(begin) * features_;
        for (int c = 0; c < width; ++c)
            for (int t = 0; t < features_; ++t) panel[t * width + c] = centers.row(begin + c)[t];
    }
}

template class Panels<float>;
template class Panels<double>;

}  // namespace lloyd
