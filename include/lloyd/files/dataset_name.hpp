#pragma once

#include <string>

namespace lloyd {

/// A dataset's place: FILE[:/dataset], split at the last ":/". The dataset may be empty.
struct DatasetName {
    std::string file;
    std::string dataset;
};
DatasetName parse_dataset_name(const std::string& text);
/// FILE:/dataset again.
std::string text_of(const DatasetName& name);

}  // namespace lloyd
