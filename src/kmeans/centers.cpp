#include "kmeans/centers.hpp"

#include "lloyd/core/bounds/tile_test.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
Centers<T>::Centers(int most_centers, const PreparedRows<T>& rows)
    : values_(most_centers, std::ssize(rows.rounded.origin())),
      shifted_(most_centers, rows.rounded.origin(), rows.rounded.lanes()),
      as_rows_(most_centers, static_cast<int>(values_.cols())) {
    // Kernels read whole blocks.
    as_rows_.store(0, values_.view());
    if (rows.summaries.empty()) return;
    as_doubles_ = Tiles<double>(most_centers, static_cast<int>(values_.cols()));
    as_doubles_.store(0, Matrix<double>(most_centers, values_.cols()).view());
}

template <class T>
void Centers<T>::set(MatrixView<const T> centers) {
    std::copy(centers.span().begin(), centers.span().end(), values_.span().begin());
    shifted_.set(centers);
    panels_.pack(centers);
    as_rows_.store(0, centers);
    if (as_doubles_.rows() > 0) as_doubles_.store(0, as_doubles(centers).view());
}

template <class T>
void Centers<T>::append(const T* center) {
    const MatrixView<const T> one{center, 1, values_.cols()};
    std::copy_n(center, values_.cols(), values_.row(count()));
    as_rows_.store(count(), one);
    if (as_doubles_.rows() > 0) as_doubles_.store(count(), as_doubles(one).view());
    shifted_.append(center);
}

template class Centers<float>;
template class Centers<double>;

}  // namespace lloyd
