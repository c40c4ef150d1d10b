#pragma once

#include "lloyd/base/error.hpp"
#include "lloyd/files/input_record.hpp"

#include <hdf5.h>

#include <cstdint>
#include <string>

namespace lloyd {

inline constexpr const char* data_format = "lloyd-data";
inline constexpr const char* result_format = "lloyd-result";
inline constexpr const char* label_format = "lloyd-labels";
inline constexpr const char* checkpoint_format = "lloyd-checkpoint";

/// Of all formats; readers refuse newer ones.
inline constexpr std::int32_t format_version = 1;

/// What HDF5 and attributes take in any of these files at most, but for long texts (of a result it was 21 kB).
inline constexpr std::int64_t most_metadata_bytes = 65'536;

/// What every file of lloyd's begins with.
struct FileHeader {
    std::string format;
    std::string command_line;
};

/// Root attributes that every file of lloyd's has; `complete` is 0 until mark_complete.
void write_header(hid_t file, const FileHeader& header);
void write_input_record(hid_t file, const InputRecord& input);
void mark_complete(hid_t file);

/// Whether a file is one of lloyd's at all.
bool is_written_by_lloyd(hid_t file);

/// Throws Error(data) unless the file is of this format, not newer than this program, and complete.
void expect_format(hid_t file, const std::string& path, const std::string& format);
/// A file that only a newer lloyd understands.
class NewerFormat : public Error {
    using Error::Error;
};
/// Throws NewerFormat when a file of lloyd's is newer than this program.
void expect_known_version(hid_t file, const std::string& path);
bool is_complete(hid_t file);

}  // namespace lloyd
