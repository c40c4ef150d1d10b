#pragma once

#include "lloyd/files/precision.hpp"

#include <cstdint>
#include <string>

namespace lloyd {

/// Where the rows came from, as a file records it.
struct InputRecord {
    std::string path;     ///< empty for rows generated in memory
    std::string dataset;  ///< or the recipe with its parameters
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;
    std::string fingerprint;  ///< 16 hex digits: checksum_of_rows of the whole
};

}  // namespace lloyd
