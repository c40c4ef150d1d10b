#include "cli/rows_to_fit.hpp"

#include "cli/generated_rows.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/dataset_name.hpp"
#include "lloyd/files/row_source.hpp"

#include <fmt/format.h>

namespace lloyd::cli {

InputRecord record_of(const InputInfo& info) {
    return {.path = info.name.file,
            .dataset = info.name.dataset,
            .rows = info.rows,
            .features = info.features,
            .precision = info.precision,
            .fingerprint = ""};
}

InputRecord record_of(const GeneratorOptions& generator, Precision precision) {
    return {
        .path = "",
        .dataset = fmt::format("{} rows={} features={} centers={} std={} seed={}", recipe_name(generator.recipe),
                               generator.rows, generator.features, generator.centers, generator.std, generator.seed),
        .rows = generator.rows,
        .features = generator.features,
        .precision = precision,
        .fingerprint = ""};
}

InputRecord with_fingerprint(InputRecord record, std::uint64_t fingerprint) {
    record.fingerprint = fmt::format("{:016x}", fingerprint);
    return record;
}

RowsToFit find_rows(const Communicator& comm, const DataOptions& options) {
    if (options.is_generated())
        return {std::nullopt, options.generator, record_of(options.generator, options.precision)};
    const InputInfo info = inspect_input(comm, parse_dataset_name(options.input));
    return {.file = info, .generator = {}, .record = record_of(info)};
}

template <class T>
RowSource<T> source_of(const Team& team, const RowsToFit& rows) {
    if (rows.file) return open_rows<T>(*rows.file);
    return [team, generator = rows.generator](std::int64_t first, MatrixView<T> values) {
        generate_on_threads<T>(team, generator, first, values, {});
    };
}

template RowSource<float> source_of<float>(const Team&, const RowsToFit&);
template RowSource<double> source_of<double>(const Team&, const RowsToFit&);

}  // namespace lloyd::cli
