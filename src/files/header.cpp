#include "files/header.hpp"

#include "files/attribute.hpp"
#include "lloyd/files/software.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <vector>

namespace lloyd {

using hdf5::write_attribute;

void write_header(hid_t file, const FileHeader& header) {
    const SoftwareVersions software = software_versions();
    write_attribute(file, "format", header.format);
    write_attribute(file, "format_version", format_version);
    write_attribute(file, "complete", std::int32_t{0});
    write_attribute(file, "software", "lloyd");
    write_attribute(file, "software_version", software.version);
    write_attribute(file, "git_commit", software.git_commit);
    write_attribute(file, "created", fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(std::time(nullptr))));
    write_attribute(file, "command_line", header.command_line);
}

void write_input_record(hid_t file, const InputRecord& input) {
    write_attribute(file, "input_path", input.path);
    write_attribute(file, "input_dataset", input.dataset);
    write_attribute(file, "input_shape", std::vector<std::int64_t>{input.rows, input.features});
    write_attribute(file, "input_dtype", std::string(precision_name(input.precision)));
    write_attribute(file, "input_fingerprint", input.fingerprint);
}

void mark_complete(hid_t file) {
    const std::string doing = "mark the file complete";
    const hdf5::Handle attribute{hdf5::check(H5Aopen(file, "complete", H5P_DEFAULT), doing), H5Aclose};
    const std::int32_t complete = 1;
    hdf5::check(H5Awrite(attribute, H5T_NATIVE_INT32, &complete), doing);
}

bool is_written_by_lloyd(hid_t file) { return hdf5::read_text(file, "software") == "lloyd"; }

bool is_complete(hid_t file) { return hdf5::read_integer(file, "complete") == 1; }

void expect_format(hid_t file, const std::string& path, const std::string& format) {
    const std::string found = hdf5::read_text(file, "format").value_or("no format of lloyd's");
    if (found != format)
        fail(ExitCode::data, "{} is {}, not {} (another kind of file is needed here) name a {} file", path, found,
             format, format);
    expect_known_version(file, path);
    if (!is_complete(file)) fail(ExitCode::data, "{} is incomplete (its writer was stopped) make it again", path);
}

void expect_known_version(hid_t file, const std::string& path) {
    const std::int64_t version = hdf5::read_integer(file, "format_version").value_or(0);
    if (version > format_version)
        throw NewerFormat(
            ExitCode::data,
            fmt::format(
                "{} has format_version {}, this lloyd knows {} (its meaning may have changed) use a newer lloyd", path,
                version, format_version));
}

}  // namespace lloyd
