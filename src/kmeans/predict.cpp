#include "lloyd/kmeans/predict.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/core/kernels.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

template <class T>
Prediction<T> predict(const Team& team, const Shard<T>& shard, MatrixView<const T> centers) {
    if (centers.cols != shard.features())
        fail(ExitCode::data,
             "the data have {} features, the centres {} (distances need the same) use data of the same columns",
             shard.features(), centers.cols);
    const Panels<T> panels(centers);
    const auto rows = static_cast<std::size_t>(shard.tiles.rows());
    Prediction<T> prediction{std::vector<std::int32_t>(rows), std::vector<T>(rows)};
    const auto padded = static_cast<std::size_t>(padded_rows<T>(shard.tiles.rows_per_tile()));
    auto labels = team.copies(std::vector<std::int32_t>(padded));
    auto distances = team.copies(std::vector<T>(padded));
    const std::int64_t first = shard.rows.begin;
    team.for_each(shard.tiles.count(), [&](std::int64_t index, int thread) {
        const auto of_thread = static_cast<std::size_t>(thread);
        const TileView<T> tile = shard.tiles.tile(index);
        nearest(tile, panels, labels[of_thread].data(), distances[of_thread].data());
        for (int i = 0; i < tile.rows; ++i)
            if (!std::isfinite(distances[of_thread][static_cast<std::size_t>(i)]))
                fail(ExitCode::data,
                     "row {} is so far from every centre that squared distances overflow (no centre is nearest) "
                     "scale the columns down",
                     first + shard.tiles.first_slot(index) + i);
        std::copy_n(labels[of_thread].begin(), tile.rows, prediction.labels.begin() + shard.tiles.first_slot(index));
        std::copy_n(distances[of_thread].begin(), tile.rows,
                    prediction.squared_distances.begin() + shard.tiles.first_slot(index));
    });
    return prediction;
}

template Prediction<float> predict(const Team&, const Shard<float>&, MatrixView<const float>);
template Prediction<double> predict(const Team&, const Shard<double>&, MatrixView<const double>);

}  // namespace lloyd
