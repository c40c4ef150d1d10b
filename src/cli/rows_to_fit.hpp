#pragma once

#include "cli/options.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/input_record.hpp"

#include <cstdint>
#include <optional>

namespace lloyd::cli {

/// The rows that options name, before any of them is read or made.
struct RowsToFit {
    std::optional<InputInfo> file;  ///< none for generated rows
    GeneratorOptions generator;
    InputRecord record;  ///< without a fingerprint, which only values give
};

/// Collective. Looks at the input file, or takes the recipe's word.
RowsToFit find_rows(const Communicator& comm, const DataOptions& options);

/// Where a rank gets the values from; its threads share the making of rows.
template <class T>
RowSource<T> source_of(const Team& team, const RowsToFit& rows);

/// What files say about rows, read or made: first without their fingerprint, then with a shard's.
InputRecord record_of(const InputInfo& info);
InputRecord record_of(const GeneratorOptions& generator, Precision precision);
InputRecord with_fingerprint(InputRecord record, std::uint64_t fingerprint);

}  // namespace lloyd::cli
