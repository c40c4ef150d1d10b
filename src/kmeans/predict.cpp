#include "lloyd/kmeans/predict.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/per_thread.hpp"

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
    struct Mine {
        std::vector<std::int32_t> labels;
        std::vector<T> squared;
    };
    PerThread<Mine> by_thread(team, {std::vector<std::int32_t>(padded), std::vector<T>(padded)});
    for_each_tile(team, shard.tiles, [&](std::int64_t index, const TileView<T>& tile, int thread) {
        Mine& mine = by_thread[thread];
        const std::int64_t first = shard.tiles.first_slot(index);
        nearest(tile, panels, mine.labels.data(), mine.squared.data());
        for (int i = 0; i < tile.rows; ++i)
            if (!std::isfinite(mine.squared[static_cast<std::size_t>(i)]))
                fail(ExitCode::data,
                     "row {} is so far from every centre that squared distances overflow (no centre is nearest) "
                     "scale the columns down",
                     shard.rows.begin + first + i);
        std::copy_n(mine.labels.begin(), tile.rows, prediction.labels.begin() + first);
        std::copy_n(mine.squared.begin(), tile.rows, prediction.squared_distances.begin() + first);
    });
    return prediction;
}

template Prediction<float> predict(const Team&, const Shard<float>&, MatrixView<const float>);
template Prediction<double> predict(const Team&, const Shard<double>&, MatrixView<const double>);

}  // namespace lloyd
