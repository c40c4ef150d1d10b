#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <memory>
#include <string>
#include <vector>

namespace lloyd {

/// Whether a file that exists may be replaced: not at all, or by losing it, or as the name NAME.prev is given to it.
enum class Overwrite { no, yes, keeping_former };

class DiskFile;

/// A file to write.
struct Output {
    std::string path;
    Overwrite overwrite = Overwrite::no;
    std::shared_ptr<const DiskFile> reserved = {};  ///< disk space for it, on rank 0; there may be none
};

/// Collective; to be called before any work. Throws Error(usage) when the file exists and may not be replaced, is no
/// regular file, or is one of the inputs under any name; Error(io) when its directory is missing or not writable,
/// or the system refuses its name.
void check_output(const Communicator& comm, const Output& output, const std::vector<std::string>& inputs);

}  // namespace lloyd
