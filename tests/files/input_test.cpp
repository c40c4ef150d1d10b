#include "lloyd/files/dataset_name.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/files/small_matrix.hpp"

#include "caught.hpp"
#include "files/attribute.hpp"
#include "lloyd/files/data_file.hpp"
#include "sample_file.hpp"
#include "support/catch.hpp"
#include "support/flip_bit.hpp"
#include "temporary_directory.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace lloyd::test {
namespace {

const Communicator alone = Communicator::serial();

/// All rows of a file as float64, read in slabs of two rows.
std::vector<double> rows_of(const InputInfo& info) {
    const RowSource<double> source = open_rows<double>(info);
    std::vector<double> values(static_cast<std::size_t>(info.rows * info.features));
    for (std::int64_t first = 0; first < info.rows; first += 2)
        source(first,
               {values.data() + first * info.features, std::min<std::int64_t>(2, info.rows - first), info.features});
    return values;
}

struct StoredType {
    hid_t type;
    std::string name;
    Precision precision = Precision::float64;
};

std::vector<StoredType> accepted_types() {
    return {{H5T_STD_I8LE, "int8"},
            {H5T_STD_U8LE, "uint8"},
            {H5T_STD_I16LE, "int16, little endian"},
            {H5T_STD_I16BE, "int16, big endian"},
            {H5T_STD_U16LE, "uint16, little endian"},
            {H5T_STD_U16BE, "uint16, big endian"},
            {H5T_STD_I32LE, "int32, little endian"},
            {H5T_STD_I32BE, "int32, big endian"},
            {H5T_STD_U32LE, "uint32, little endian"},
            {H5T_STD_U32BE, "uint32, big endian"},
            {H5T_STD_I64LE, "int64, little endian"},
            {H5T_STD_I64BE, "int64, big endian"},
            {H5T_STD_U64LE, "uint64, little endian"},
            {H5T_STD_U64BE, "uint64, big endian"},
            {H5T_IEEE_F32LE, "float32, little endian", Precision::float32},
            {H5T_IEEE_F32BE, "float32, big endian", Precision::float32},
            {H5T_IEEE_F64LE, "float64, little endian"},
            {H5T_IEEE_F64BE, "float64, big endian"}};
}

TEST_CASE("a dataset's name splits at the last colon before a slash") {
    CHECK(parse_dataset_name("a.h5").file == "a.h5");
    CHECK(parse_dataset_name("a.h5").dataset.empty());
    CHECK(parse_dataset_name("a.h5:/X").file == "a.h5");
    CHECK(parse_dataset_name("a.h5:/X").dataset == "/X");
    CHECK(parse_dataset_name("d:/a.h5:/g/X").file == "d:/a.h5");
    CHECK(parse_dataset_name("d:/a.h5:/g/X").dataset == "/g/X");
    CHECK(parse_dataset_name("run:3.h5").file == "run:3.h5");
    CHECK(parse_dataset_name("run:3.h5").dataset.empty());
}

TEST_CASE("every type of number is read by value in every byte order") {
    const TemporaryDirectory directory;
    const std::vector<double> values{0, 1, 2, 3, 100, 127};
    for (const StoredType& stored : accepted_types()) {
        INFO(stored.name);
        const std::string path = directory.file(stored.name + ".h5");
        SampleFile(path).add({.type = stored.type}, values);
        const InputInfo info = inspect_input(alone, {path, ""});
        CHECK(info.name.dataset == "/X");
        CHECK(info.rows == 3);
        CHECK(info.features == 2);
        CHECK(info.type == stored.name);
        CHECK(info.precision == stored.precision);
        CHECK(info.stored_bytes == 6 * static_cast<std::int64_t>(H5Tget_size(stored.type)));
        CHECK(rows_of(info) == values);
    }
}

TEST_CASE("half precision is read by value") {
    const TemporaryDirectory directory;
    const std::vector<double> values{0, -1.5, 0x1p-14, 65504, 0.333251953125, -0.0};
    for (const H5T_order_t order : {H5T_ORDER_LE, H5T_ORDER_BE}) {
        const std::string path = directory.file(std::to_string(order));
        const hdf5::Handle type = float16_type(order);
        SampleFile(path).add({.type = type}, values);
        const InputInfo info = inspect_input(alone, {path, ""});
        CHECK(info.type == (order == H5T_ORDER_LE ? "float16, little endian" : "float16, big endian"));
        CHECK(info.precision == Precision::float64);
        CHECK(rows_of(info) == values);
    }
}

TEST_CASE("extreme integers are rounded to the nearest double in either byte order") {
    const TemporaryDirectory directory;
    // Ties to even at 2^53, and all bits set.
    const std::vector<std::int64_t> integers{(std::int64_t{1} << 53) + 1,
                                             (std::int64_t{1} << 53) + 3,
                                             -(std::int64_t{1} << 53) - 3,
                                             std::numeric_limits<std::int64_t>::max(),
                                             std::numeric_limits<std::int64_t>::min(),
                                             -1};
    const std::vector<double> expected(integers.begin(), integers.end());
    for (const hid_t type : {H5T_STD_I64LE, H5T_STD_I64BE}) {
        const std::string path = directory.file(std::to_string(type));
        SampleFile(path).add({.type = type}, H5T_NATIVE_INT64, integers.data());
        CHECK(rows_of(inspect_input(alone, {path, ""})) == expected);
    }
    const std::vector<std::uint64_t> naturals{
        (std::uint64_t{1} << 53) + 1, (std::uint64_t{1} << 53) + 3,    std::numeric_limits<std::uint64_t>::max(),
        std::uint64_t{1} << 63,       (std::uint64_t{1} << 63) + 1024, (std::uint64_t{1} << 63) + 1025};
    const std::vector<double> expected_naturals(naturals.begin(), naturals.end());
    for (const hid_t type : {H5T_STD_U64LE, H5T_STD_U64BE}) {
        const std::string path = directory.file(std::to_string(type));
        SampleFile(path).add({.type = type}, H5T_NATIVE_UINT64, naturals.data());
        CHECK(rows_of(inspect_input(alone, {path, ""})) == expected_naturals);
    }
}

TEST_CASE("every layout is read, in nested groups too") {
    const TemporaryDirectory directory;
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (const Layout layout : {Layout::contiguous, Layout::compact, Layout::chunked, Layout::gzip})
        for (const std::string path : {"/X", "/a/b/c/points"}) {
            INFO("layout " << static_cast<int>(layout) << " at " << path);
            const std::string file =
                directory.file(std::to_string(static_cast<int>(layout)) + path.substr(path.size() - 1));
            SampleFile(file).add({.path = path, .shape = {5, 3}, .layout = layout}, values);
            const InputInfo found = inspect_input(alone, {file, ""});
            CHECK(found.name.dataset == path);
            CHECK(rows_of(found) == values);
            CHECK(rows_of(inspect_input(alone, {file, path})) == values);
        }
}

TEST_CASE("float32 rows are read as they are") {
    const TemporaryDirectory directory;
    const std::vector<float> values{0.1F, -0.2F, 1e-38F, 3e38F, 0.3F, 1e-45F};
    SampleFile(directory.file("x")).add({.type = H5T_IEEE_F32BE}, H5T_NATIVE_FLOAT, values.data());
    std::vector<float> read(values.size());
    open_rows<float>(inspect_input(alone, {directory.file("x"), ""}))(0, {read.data(), 3, 2});
    CHECK(read == values);
}

TEST_CASE("the only dataset of rank 2 with numbers is found among others") {
    const TemporaryDirectory directory;
    {
        SampleFile file(directory.file("x"));
        file.add({.path = "/labels", .shape = {3}}, {0, 1, 0});
        file.add({.path = "/cube", .shape = {1, 1, 1}}, {0});
        file.add({.path = "/g/rows"}, {1, 2, 3, 4, 5, 6});
        const hdf5::Handle text{H5Tcopy(H5T_C_S1), H5Tclose};
        file.add({.path = "/names", .shape = {1, 2}, .type = text}, text, "ab");
    }
    CHECK(inspect_input(alone, {directory.file("x"), ""}).name.dataset == "/g/rows");
}

TEST_CASE("a small matrix is read whole and must be finite") {
    const TemporaryDirectory directory;
    SampleFile(directory.file("good")).add({.type = H5T_STD_I16BE}, {1, 2, 3, 4, 5, -6});
    const Matrix<float> matrix = read_matrix<float>(alone, {directory.file("good"), "/X"});
    CHECK(matrix.rows() == 3);
    CHECK(matrix.cols() == 2);
    CHECK(matrix.row(2)[1] == -6.0F);

    SampleFile(directory.file("bad")).add({}, {1, 2, 3, std::nan(""), 5, 6});
    const Caught error = caught([&] { read_matrix<double>(alone, {directory.file("bad"), ""}); });
    CHECK(error.code == 65);
    CHECK(error.says("nan at row 1, column 1"));
}

TEST_CASE("a source notices that its dataset has changed its shape") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("x");
    SampleFile(path).add({}, {1, 2, 3, 4, 5, 6});
    const InputInfo info = inspect_input(alone, {path, ""});
    std::filesystem::remove(path);
    SampleFile(path).add({.shape = {2, 2}}, {1, 2, 3, 4});
    const Caught error = caught([&] { rows_of(info); });
    CHECK(error.code == 65);
    CHECK(error.says("changed its shape"));
}

/// Rows of a file that lloyd wrote.
template <class T>
InputInfo written_rows(const std::string& path) {
    DataRecord record;
    record.generator.rows = 5;
    record.generator.features = 2;
    write_data_file<T>(
        alone, {path, Overwrite::yes}, record, {0, 5},
        [](std::int64_t, MatrixView<T> rows, std::span<std::int32_t>) { std::iota(rows.data, rows.data + 10, T{1}); });
    return inspect_input(alone, {path, ""});
}

template <class T>
std::uint64_t fingerprint_of(const InputInfo& info) {
    FillTimes times;
    const Context context{alone, Team(1)};
    return fill_shard<T>(context, {info.rows, info.features, open_rows<T>(info)}, RowOrder::input, times).fingerprint;
}

TEMPLATE_TEST_CASE("rows that lloyd wrote are known by their checksum as they are read", "", float, double) {
    using Other = std::conditional_t<std::is_same_v<TestType, float>, double, float>;
    const TemporaryDirectory directory;
    const std::string path = directory.file("d.h5");
    const InputInfo info = written_rows<TestType>(path);
    REQUIRE(info.checksum);
    CHECK_NOTHROW(check_rows<TestType>(info, fingerprint_of<TestType>(info)));
    CHECK_NOTHROW(check_rows<Other>(info, fingerprint_of<Other>(info)));  // converted: nothing is known of them
    CHECK(read_matrix<TestType>(alone, info.name).row(4)[1] == 10);

    {
        const hdf5::Handle file = hdf5::open_to_read(path);
        const std::uint64_t begin = H5Dget_offset(hdf5::open_dataset(file, "/X"));
        flip_bit(path, begin + 9 * sizeof(TestType), 0);
    }
    for (const Caught& error : {caught([&] { check_rows<TestType>(info, fingerprint_of<TestType>(info)); }),
                                caught([&] { read_matrix<TestType>(alone, info.name); })}) {
        CHECK(error.code == 65);
        CHECK(error.says("d.h5 is damaged: /X does not hold"));
    }
}

TEST_CASE("only lloyd's checksums are known") {
    const TemporaryDirectory directory;
    {
        SampleFile file(directory.file("x"));
        file.add({}, {1, 2, 3, 4, 5, 6});
        hdf5::write_attribute(hdf5::open_dataset(file, "/X"), "checksum", "0123456789abcdef");
    }
    const InputInfo info = inspect_input(alone, {directory.file("x"), ""});
    CHECK_FALSE(info.checksum);
    CHECK_NOTHROW(check_rows<double>(info, 0));
}

}  // namespace
}  // namespace lloyd::test
