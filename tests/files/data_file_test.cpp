#include "lloyd/files/data_file.hpp"

#include "caught.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/row_source.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace lloyd::test {
namespace {

const Communicator alone = Communicator::serial();
const DataRecord record{
    .command_line = "lloyd generate d.h5",
    .generator = {.recipe = Recipe::uniform, .rows = 50, .features = 3, .centers = 4, .std = 0.5, .seed = 7}};

template <class T>
LabelledRowSource<T> counting(std::int64_t features) {
    return [features](std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels) {
        REQUIRE(labels.size() == static_cast<std::size_t>(rows.rows));
        for (std::int64_t i = 0; i < rows.rows; ++i) {
            labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(first + i);
            for (std::int64_t t = 0; t < features; ++t)
                rows.row(i)[t] = static_cast<T>((first + i) * features + t) / T{4};
        }
    };
}

TEMPLATE_TEST_CASE("generated rows are found and read back", "", float, double) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("d.h5");
    write_data_file<TestType>(alone, {path}, record, {0, 50}, counting<TestType>(3));
    CHECK(directory.names() == std::vector<std::string>{"d.h5"});
    CHECK(std::filesystem::file_size(path) <= static_cast<std::uintmax_t>(most_data_file_bytes<TestType>(record)));

    const InputInfo info = inspect_input(alone, {path, ""});
    CHECK(info.name.dataset == "/X");
    CHECK(info.rows == 50);
    CHECK(info.features == 3);
    CHECK(info.precision == (sizeof(TestType) == 4 ? Precision::float32 : Precision::float64));
    Matrix<TestType> rows(50, 3);
    open_rows<TestType>(info)(0, rows.view());
    Matrix<TestType> expected(50, 3);
    std::vector<std::int32_t> labels(50);
    counting<TestType>(3)(0, expected.view(), labels);
    CHECK(rows == expected);

    const hdf5::Handle file = hdf5::open_to_read(path);
    CHECK(hdf5::read_dataset<std::int32_t>(file, "/labels") == labels);
    CHECK(hdf5::read_text(file, "format") == "lloyd-data");
    CHECK(hdf5::read_integer(file, "complete") == 1);
    CHECK(hdf5::read_text(file, "recipe") == "uniform");
    CHECK(hdf5::read_integer(file, "rows") == 50);
    CHECK(hdf5::read_integer(file, "centers") == 4);
    CHECK(hdf5::read_integer(file, "seed") == 7);
    CHECK(hdf5::read_numbers<double>(file, "std")->front() == 0.5);
}

TEST_CASE("rows beyond one slab are written slab by slab") {
    const TemporaryDirectory directory;
    DataRecord wide = record;
    wide.generator.rows = 3;
    wide.generator.features = 5'000'000;  // 40 MB a row: one row a slab
    int calls = 0;
    write_data_file<double>(alone, {directory.file("d.h5")}, wide, {0, 3},
                            [&](std::int64_t first, MatrixView<double> rows, std::span<std::int32_t>) {
                                ++calls;
                                CHECK(rows.rows == 1);
                                std::fill(rows.span().begin(), rows.span().end(), static_cast<double>(first));
                            });
    CHECK(calls == 3);
    std::vector<double> last(5'000'000);
    open_rows<double>(inspect_input(alone, {directory.file("d.h5"), ""}))(2, {last.data(), 1, 5'000'000});
    // Not the vectors themselves: Catch would print them.
    CHECK(std::count(last.begin(), last.end(), 2.0) == 5'000'000);
}

TEST_CASE("nothing is left when the rows cannot be made") {
    const TemporaryDirectory directory;
    const Caught error = caught([&] {
        write_data_file<double>(
            alone, {directory.file("d.h5")}, record, {0, 50},
            [](std::int64_t, MatrixView<double>, std::span<std::int32_t>) { fail(ExitCode::usage, "no rows today"); });
    });
    CHECK(error.code == 64);
    CHECK(error.says("no rows today"));
    CHECK(directory.names().empty());
}

TEST_CASE("a file that comes up while rows are written is kept, and so are the rows") {
    const TemporaryDirectory directory;
    const auto write = [&](Overwrite overwrite) {
        write_data_file<double>(alone, {directory.file("d.h5"), overwrite}, record, {0, 50},
                                [&](std::int64_t, MatrixView<double>, std::span<std::int32_t>) {
                                    std::ofstream(directory.file("d.h5")) << "somebody else's";
                                });
    };
    const Caught error = caught([&] { write(Overwrite::no); });
    CHECK(error.code == 64);
    REQUIRE(directory.names().size() == 2);
    CHECK(directory.names()[0] == "d.h5");
    CHECK(std::filesystem::file_size(directory.file("d.h5")) == 15);
    const std::string kept = directory.names()[1];
    CHECK(error.says(kept));
    CHECK(inspect_input(alone, {directory.file(kept), "/X"}).rows == 50);
    std::filesystem::remove(directory.file(kept));

    write(Overwrite::yes);
    CHECK(inspect_input(alone, {directory.file("d.h5"), "/X"}).rows == 50);
}

}  // namespace
}  // namespace lloyd::test
