#include "lloyd/files/dataset_name.hpp"

namespace lloyd {

DatasetName parse_dataset_name(const std::string& text) {
    const auto colon = text.rfind(":/");
    if (colon == std::string::npos) return {.file = text, .dataset = ""};
    return {.file = text.substr(0, colon), .dataset = text.substr(colon + 1)};
}

std::string text_of(const DatasetName& name) { return name.file + ":" + name.dataset; }

}  // namespace lloyd
