#pragma once

#include <cstdint>
#include <string>

namespace lloyd {

/// Whether a dataset may be without a checksum: those of results, labels and data that an older lloyd wrote are.
enum class Checksums { optional, required };

/// What came of comparing the values of a file's datasets with their checksums.
struct Verification {
    std::int64_t right = 0;    ///< datasets whose checksum is right
    std::int64_t without = 0;  ///< that have none
};

/// Compares every attribute and dataset of a file that lloyd wrote with their checksums, HDF5's own and lloyd's; of any
/// other file `right` is 0 whatever its attributes say. Works without MPI.
/// Throws Error(io) or Error(data) when the file cannot be read, Error(data) naming the first dataset whose values are
/// not those that were written, or which has no checksum where they are required.
Verification verify_file(const std::string& path, Checksums checksums = Checksums::optional);

}  // namespace lloyd
