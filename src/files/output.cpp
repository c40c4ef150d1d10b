#include "lloyd/files/output.hpp"

#include "files/temporary_name.hpp"
#include "lloyd/parallel/agree.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace lloyd {

namespace {

namespace fs = std::filesystem;

/// What is there, if anything; Error(io) where the system does not even look.
fs::file_status status_of(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::none)
        fail(ExitCode::io, "cannot write {} ({}) choose another output or change the permissions of its folders", path,
             error.message());
    return status;
}

void expect_replaceable(const Output& output, const std::vector<std::string>& inputs) {
    const std::string& path = output.path;
    for (const std::string& input : inputs) {
        std::error_code ignored;
        if (fs::equivalent(path, input, ignored))
            fail(ExitCode::usage, "{} is both input and output (the input would be lost) choose another output", path);
    }
    if (!fs::is_regular_file(status_of(path)))
        fail(ExitCode::usage, "{} exists and is no regular file (it cannot be replaced) choose another output", path);
    if (output.overwrite == Overwrite::no)
        fail(ExitCode::usage, "{} exists (it would be lost) choose another output or use --force", path);
}

void expect_writable_directory(const std::string& path) {
    const std::string directory = folder_of(path);
    if (!fs::is_directory(status_of(directory)))
        fail(ExitCode::io, "{} is no directory (there {} would be written) make it first", directory, path);
    if (access(directory.c_str(), W_OK | X_OK) != 0)
        fail(ExitCode::io, "cannot write in {} ({}) choose another output or change its permissions", directory,
             std::strerror(errno));
}

}  // namespace

void check_output(const Communicator& comm, const Output& output, const std::vector<std::string>& inputs) {
    agree(comm, [&] {
        if (!comm.is_root()) return;
        if (output.path.empty()) fail(ExitCode::usage, "the output has no name (nothing could be written) name a file");
        if (fs::exists(status_of(output.path))) expect_replaceable(output, inputs);
        expect_writable_directory(output.path);
        status_of(temporary_name(output.path));  // which is longer, and may be too long
    });
}

}  // namespace lloyd
