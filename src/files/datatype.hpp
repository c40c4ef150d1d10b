#pragma once

#include <hdf5.h>

#include <string>

namespace lloyd::hdf5 {

/// A stored type for people: "float64, little endian", "uint8", "boolean", "compound", "string".
std::string type_text(hid_t type);

/// Whether the type is an integer or a float, of any width and byte order.
bool is_number(hid_t type);

/// Whether the type is IEEE single precision, of either byte order.
bool is_float32(hid_t type);

}  // namespace lloyd::hdf5
