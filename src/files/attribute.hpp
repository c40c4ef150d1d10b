#pragma once

#include "files/hdf5.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace lloyd::hdf5 {

/// Text is stored as fixed-length UTF-8, which every reader understands and parallel HDF5 can write; a single text may
/// have any bytes, see to_utf8.
void write_attribute(hid_t object, const std::string& name, const std::string& text);
void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& texts);

/// HDF5 keeps attributes of 64 KiB and more without a checksum: they get one beside them, NAME_checksum.
void write_attribute(hid_t object, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                     const void* values);

template <class T>
requires std::is_arithmetic_v<T>
void write_attribute(hid_t object, const std::string& name, T value) {
    write_attribute(object, name, native_type<T>(), {}, &value);
}

template <class T>
requires std::is_arithmetic_v<T>
void write_attribute(hid_t object, const std::string& name, const std::vector<T>& values) {
    write_attribute(object, name, native_type<T>(), {values.size()}, values.data());
}

/// Text of fixed or variable length, in any number of elements; none when there is no such attribute or it is no text.
std::optional<std::vector<std::string>> read_texts(hid_t object, const std::string& name);
std::optional<std::string> read_text(hid_t object, const std::string& name);

/// Numbers, converted; none when there is no such attribute or it has no numbers.
template <class T>
std::optional<std::vector<T>> read_numbers(hid_t object, const std::string& name);
std::optional<std::int64_t> read_integer(hid_t object, const std::string& name);

/// Throws a Failure when an attribute is not what its checksum beside it says; there may be none.
void expect_written_attribute(hid_t object, const std::string& name);

std::vector<std::string> list_attributes(hid_t object);

}  // namespace lloyd::hdf5
