#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/generators.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace lloyd {

/// Fills the global rows [first, first + rows.rows) and their true labels. It works on this rank alone and may throw.
template <class T>
using LabelledRowSource = std::function<void(std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels)>;

/// What a data file says about its rows; the same on every rank.
struct DataRecord {
    std::string command_line;
    GeneratorOptions generator;
};

/// The recipe's name on the command line and in files.
std::string recipe_name(Recipe recipe);

/// How long the file will be at most.
template <class T>
std::int64_t most_data_file_bytes(const DataRecord& record);

/// Collective. Writes the file that FORMAT.md calls lloyd-data: /X (rows, features) of T and /labels, each rank the
/// rows it is given, slab by slab. `mine` of all ranks make up the generator's rows.
/// On any error nothing is left and it is thrown everywhere.
template <class T>
void write_data_file(const Communicator& comm, const Output& output, const DataRecord& record, RowRange mine,
                     const LabelledRowSource<T>& source);

}  // namespace lloyd
