#include "files/datatype.hpp"

#include <fmt/format.h>

#include <set>

namespace lloyd::hdf5 {

namespace {

std::set<std::string> member_names(hid_t type) {
    std::set<std::string> names;
    for (int i = 0; i < H5Tget_nmembers(type); ++i) {
        char* name = H5Tget_member_name(type, static_cast<unsigned>(i));
        if (name != nullptr) names.insert(name);
        H5free_memory(name);
    }
    return names;
}

std::string with_order(const std::string& kind, hid_t type) {
    const std::size_t bytes = H5Tget_size(type);
    const std::string text = fmt::format("{}{}", kind, 8 * bytes);
    if (bytes == 1) return text;
    return text + (H5Tget_order(type) == H5T_ORDER_BE ? ", big endian" : ", little endian");
}

}  // namespace

std::string type_text(hid_t type) {
    switch (H5Tget_class(type)) {
        case H5T_INTEGER:
            return with_order(H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int", type);
        case H5T_FLOAT:
            return with_order("float", type);
        case H5T_STRING:
            return "string";
        // h5py writes booleans as this enumeration and complex numbers as this compound.
        case H5T_ENUM:
            return member_names(type) == std::set<std::string>{"FALSE", "TRUE"} ? "boolean" : "enumeration";
        case H5T_COMPOUND:
            return member_names(type) == std::set<std::string>{"i", "r"} ? "complex number" : "compound";
        case H5T_ARRAY:
            return "array";
        case H5T_VLEN:
            return "variable-length sequence";
        case H5T_REFERENCE:
            return "reference";
        case H5T_BITFIELD:
            return "bit field";
        case H5T_OPAQUE:
            return "opaque";
        default:
            return "unknown type";
    }
}

bool is_number(hid_t type) {
    const H5T_class_t kind = H5Tget_class(type);
    return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

bool is_float32(hid_t type) { return H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F32BE) > 0; }

}  // namespace lloyd::hdf5
