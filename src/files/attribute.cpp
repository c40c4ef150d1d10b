#include "files/attribute.hpp"

#include "files/datatype.hpp"
#include "lloyd/base/checksum.hpp"
#include "lloyd/base/utf8.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lloyd::hdf5 {

namespace {

Handle text_type(std::size_t bytes) {
    Handle type{check(H5Tcopy(H5T_C_S1), "make a text type"), H5Tclose};
    check(H5Tset_size(type, std::max<std::size_t>(bytes, 1)), "make a text type");
    check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type");
    check(H5Tset_strpad(type, H5T_STR_NULLPAD), "make a text type");
    return type;
}

struct OpenAttribute {
    Handle attribute;
    Handle type;
    Handle space;
    std::size_t elements = 0;
};

std::optional<OpenAttribute> open_attribute(hid_t object, const std::string& name) {
    const std::string doing = "read attribute " + name;
    if (check(H5Aexists(object, name.c_str()), doing) == 0) return std::nullopt;
    Handle attribute{check(H5Aopen(object, name.c_str(), H5P_DEFAULT), doing), H5Aclose};
    Handle type{check(H5Aget_type(attribute), doing), H5Tclose};
    Handle space{check(H5Aget_space(attribute), doing), H5Sclose};
    const hssize_t elements = check(H5Sget_simple_extent_npoints(space), doing);
    return OpenAttribute{std::move(attribute), std::move(type), std::move(space), static_cast<std::size_t>(elements)};
}

/// The text in a field of fixed length, without what pads it.
std::string unpad(const char* field, std::size_t bytes) { return {field, std::find(field, field + bytes, '\0')}; }

std::vector<std::string> read_fixed(const OpenAttribute& open, const std::string& name) {
    const std::size_t bytes = H5Tget_size(open.type);
    std::vector<char> fields(open.elements * bytes);
    check(H5Aread(open.attribute, open.type, fields.data()), "read attribute " + name);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < open.elements; ++i) texts.push_back(unpad(fields.data() + i * bytes, bytes));
    return texts;
}

/// Of the elements as they are stored, in 16 hex digits.
std::string checksum_text(const void* values, std::size_t elements, std::size_t bytes) {
    return fmt::format(
        "{:016x}", checksum_of_rows(values, 0, static_cast<std::int64_t>(elements), static_cast<std::int64_t>(bytes)));
}

std::string checksum_name(const std::string& name) { return name + "_checksum"; }

std::vector<std::string> read_variable(const OpenAttribute& open, const std::string& name) {
    std::vector<char*> fields(open.elements, nullptr);
    check(H5Aread(open.attribute, open.type, fields.data()), "read attribute " + name);
    std::vector<std::string> texts;
    for (const char* field : fields) texts.emplace_back(field == nullptr ? "" : field);
    H5Dvlen_reclaim(open.type, open.space, H5P_DEFAULT, fields.data());
    return texts;
}

}  // namespace

void write_attribute(hid_t object, const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                     const void* values) {
    const std::string doing = "write attribute " + name;
    const Handle space{shape.empty()
                           ? check(H5Screate(H5S_SCALAR), doing)
                           : check(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), doing),
                       H5Sclose};
    const Handle attribute{check(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), doing),
                           H5Aclose};
    check(H5Awrite(attribute, type, values), doing);

    constexpr std::size_t surely_in_header = 60'000;  // of 64 KiB, which the name and more have to fit in
    const auto elements = std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
    const std::size_t bytes = H5Tget_size(type);
    if (elements * bytes > surely_in_header)
        write_attribute(object, checksum_name(name), checksum_text(values, elements, bytes));
}

void write_attribute(hid_t object, const std::string& name, const std::string& text) {
    const std::string valid = to_utf8(text);
    write_attribute(object, name, text_type(valid.size()), {}, valid.c_str());
}

void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& texts) {
    std::size_t bytes = 1;
    for (const std::string& text : texts) bytes = std::max(bytes, text.size());
    std::string fields;
    for (std::string text : texts) {
        text.resize(bytes, '\0');
        fields += text;
    }
    write_attribute(object, name, text_type(bytes), {texts.size()}, fields.data());
}

std::optional<std::vector<std::string>> read_texts(hid_t object, const std::string& name) {
    const auto open = open_attribute(object, name);
    if (!open || H5Tget_class(open->type) != H5T_STRING) return std::nullopt;
    return H5Tis_variable_str(open->type) > 0 ? read_variable(*open, name) : read_fixed(*open, name);
}

std::optional<std::string> read_text(hid_t object, const std::string& name) {
    const auto texts = read_texts(object, name);
    if (!texts || texts->size() != 1) return std::nullopt;
    return texts->front();
}

template <class T>
std::optional<std::vector<T>> read_numbers(hid_t object, const std::string& name) {
    const auto open = open_attribute(object, name);
    if (!open || !is_number(open->type)) return std::nullopt;
    std::vector<T> values(open->elements);
    check(H5Aread(open->attribute, native_type<T>(), values.data()), "read attribute " + name);
    return values;
}

std::optional<std::int64_t> read_integer(hid_t object, const std::string& name) {
    const auto values = read_numbers<std::int64_t>(object, name);
    if (!values || values->size() != 1) return std::nullopt;
    return values->front();
}

void expect_written_attribute(hid_t object, const std::string& name) {
    const auto expected = read_text(object, checksum_name(name));
    if (!expected) return;
    const auto open = open_attribute(object, name);
    const std::size_t bytes = H5Tget_size(open->type);
    std::vector<char> values(open->elements * bytes);
    check(H5Aread(open->attribute, open->type, values.data()), "read attribute " + name);
    if (checksum_text(values.data(), open->elements, bytes) != *expected)
        throw Failure(ExitCode::data, fmt::format("the attribute {} is not what was written", name));
}

std::vector<std::string> list_attributes(hid_t object) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* out) noexcept -> herr_t {
        static_cast<std::vector<std::string>*>(out)->emplace_back(name);
        return 0;
    };
    // Sorted here: of some damaged files HDF5 2.2 aborts when it is asked for attributes in order.
    check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect, &names), "list the attributes");
    std::ranges::sort(names);
    return names;
}

template std::optional<std::vector<std::int64_t>> read_numbers(hid_t, const std::string&);
template std::optional<std::vector<std::uint64_t>> read_numbers(hid_t, const std::string&);
template std::optional<std::vector<double>> read_numbers(hid_t, const std::string&);

}  // namespace lloyd::hdf5
