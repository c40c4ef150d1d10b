// Exact k-means from C++ on rows of one's own and no file: alone, or as several ranks under mpirun.
#include <lloyd/kmeans/fit.hpp>
#include <lloyd/parallel/session.hpp>

#include <cstdio>

int main(int argc, char** argv) {
    const lloyd::MpiSession session(argc, argv);
    const lloyd::Context context{session.world(), lloyd::Team(2)};
    // Three groups of 200 rows, each at a distance of 1 from the middle of its group.
    const auto make_rows = [](std::int64_t first, lloyd::MatrixView<double> rows) {
        for (std::int64_t i = 0; i < rows.rows; ++i) {
            rows.row(i)[0] = static_cast<double>((first + i) % 3 * 100);
            rows.row(i)[1] = (first + i) / 3 % 2 == 0 ? 1 : -1;
        }
    };
    lloyd::FillTimes filling;
    const auto shard = lloyd::fill_shard<double>(context, {.rows = 600, .features = 2, .source = make_rows},
                                                 lloyd::RowOrder::spatial, filling);
    lloyd::PhaseTimes times;
    const auto result = lloyd::fit<double>(context, {.shard = shard}, {.n_clusters = 3}, times);
    if (context.comm.is_root()) std::printf("inertia %g\n", result.best().inertia);
}
