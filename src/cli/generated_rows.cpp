#include "cli/generated_rows.hpp"

#include <algorithm>

namespace lloyd::cli {

namespace {

/// What a thread makes at a time.
constexpr std::int64_t rows_a_piece = 4096;

}  // namespace

template <class T>
void generate_on_threads(const Team& team, const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                         std::span<std::int32_t> labels) {
    const std::int64_t pieces = (rows.rows + rows_a_piece - 1) / rows_a_piece;
    team.for_each(pieces, [&](std::int64_t piece, int) {
        const std::int64_t begin = piece * rows_a_piece;
        const std::int64_t count = std::min(rows_a_piece, rows.rows - begin);
        const auto labels_here = labels.empty() ? labels : labels.subspan(begin, count);
        generate_rows<T>(options, first + begin, {rows.row(begin), count, rows.cols}, labels_here);
    });
}

template void generate_on_threads<float>(const Team&, const GeneratorOptions&, std::int64_t, MatrixView<float>,
                                         std::span<std::int32_t>);
template void generate_on_threads<double>(const Team&, const GeneratorOptions&, std::int64_t, MatrixView<double>,
                                          std::span<std::int32_t>);

}  // namespace lloyd::cli
