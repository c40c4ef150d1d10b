#include "files/checksum.hpp"

#include "files/attribute.hpp"

#include <charconv>

namespace lloyd {

namespace {

constexpr const char* attribute_name = "checksum";

}  // namespace

void write_checksum(hid_t dataset, std::uint64_t checksum) {
    hdf5::write_attribute(dataset, attribute_name, fmt::format("{:016x}", checksum));
}

std::optional<std::uint64_t> read_checksum(hid_t dataset) {
    if (hdf5::check(H5Aexists(dataset, attribute_name), "look for a checksum") == 0) return std::nullopt;
    const std::string text = hdf5::read_text(dataset, attribute_name).value_or("");
    std::uint64_t checksum = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, checksum, 16);
    if (text.size() != 16 || error != std::errc() || stop != end)
        throw hdf5::Failure(ExitCode::data, "a checksum is no 16 hex digits");
    return checksum;
}

void fail_damaged(const DatasetName& name) {
    fail(ExitCode::data,
         "{} is damaged: {} does not hold the values that were written (its checksum is another) make the file again, "
         "take a copy, or delete the attribute {} if the values were changed on purpose",
         name.file, name.dataset, attribute_name);
}

}  // namespace lloyd
