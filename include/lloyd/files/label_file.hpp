#pragma once

#include "lloyd/data/row_range.hpp"
#include "lloyd/files/input_record.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/kmeans/predict.hpp"

#include <string>

namespace lloyd {

/// What a label file says about its labels; the same on every rank.
struct LabelRecord {
    std::string command_line;
    std::string result_path;  ///< whose centres
    int n_clusters = 0;
    InputRecord input;
};

/// Whether a label file has each row's distance to its centre.
enum class Distances { none, euclidean };

/// How long the file will be at most.
template <class T>
std::int64_t most_label_file_bytes(const LabelRecord& record, Distances distances);

/// Collective. Writes the file that FORMAT.md calls lloyd-labels. `mine` are this rank's global rows, which its
/// prediction is of; those of all ranks make up the input's rows. Errors as write_data_file has them.
template <class T>
void write_label_file(const Communicator& comm, const Output& output, const LabelRecord& record, RowRange mine,
                      const Prediction<T>& prediction, Distances distances);

}  // namespace lloyd
