// Files that all ranks write together: for every number of rows, fewer than ranks too, they hold the same bytes as
// those that one rank writes.
#include "caught.hpp"
#include "file_size_limit.hpp"
#include "files/dataset.hpp"
#include "files/shared_file.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/label_file.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/files/small_matrix.hpp"
#include "lloyd/files/verify.hpp"
#include "lloyd/parallel/agree.hpp"
#include "sample_file.hpp"
#include "sample_results.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"
#include "temporary_directory.hpp"

#include <filesystem>
#include <optional>

namespace lloyd::test {
namespace {

constexpr std::int64_t row_counts[] = {1, 2, 6, 101, 50'000};

RowRange my_rows(std::int64_t rows) { return part_of(rows, world().rank(), world().size()); }

std::int32_t expected_label(std::int64_t row) { return static_cast<std::int32_t>(row ^ 0x55555); }

template <class T>
T expected_value(std::int64_t row, std::int64_t column) {
    return static_cast<T>(1) / static_cast<T>(row * 3 + column + 1);
}

template <class T>
void make_rows(std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels) {
    for (std::int64_t i = 0; i < rows.rows; ++i) {
        labels[static_cast<std::size_t>(i)] = expected_label(first + i);
        for (std::int64_t t = 0; t < rows.cols; ++t) rows.row(i)[t] = expected_value<T>(first + i, t);
    }
}

TEMPLATE_TEST_CASE("all ranks write and read a data file", "", float, double) {
    for (const std::int64_t rows : row_counts) {
        INFO(rows << " rows");
        const TemporaryDirectory directory(world());
        DataRecord record;
        record.generator.rows = rows;
        record.generator.features = 3;
        write_data_file<TestType>(world(), {directory.file("d")}, record, my_rows(rows), make_rows<TestType>);
        CHECK(directory.names() == std::vector<std::string>{"d"});

        const InputInfo info = inspect_input(world(), {directory.file("d"), ""});
        CHECK(info.rows == rows);
        CHECK(info.name.dataset == "/X");
        CHECK(info.checksum.has_value());
        // Every rank reads all rows, so that each rank's part is seen by all others.
        Matrix<TestType> read(rows, 3);
        open_rows<TestType>(info)(0, read.view());
        Matrix<TestType> expected(rows, 3);
        std::vector<std::int32_t> labels(static_cast<std::size_t>(rows));
        make_rows<TestType>(0, expected.view(), labels);
        CHECK(read == expected);
        const hdf5::Handle file = hdf5::open_to_read(directory.file("d"));
        CHECK(hdf5::read_dataset<std::int32_t>(file, "/labels") == labels);
        CHECK(verify_file(directory.file("d"), Checksums::required).right == 2);
    }
}

TEST_CASE("all ranks write a result") {
    for (const std::int64_t rows : row_counts) {
        INFO(rows << " rows");
        const TemporaryDirectory directory(world());
        const SampleResult<double> sample = sample_result<double>(rows, my_rows(rows));
        PhaseTimes times;
        times.seed = 1 + world().rank();
        write_result(world(), {directory.file("r")}, sample.contents(), sample.rows, times);
        CHECK(directory.names() == std::vector<std::string>{"r"});
        CHECK(read_model<double>(world(), directory.file("r")).cluster_centers == sample.fit.cluster_centers);

        const hdf5::Handle file = hdf5::open_to_read(directory.file("r"));
        const std::vector<std::int32_t> labels = hdf5::read_dataset<std::int32_t>(file, "/labels");
        CHECK(labels == sample_result<double>(rows, {0, rows}).fit.labels);
        const std::vector<double> seed = hdf5::read_dataset<double>(file, "/timings/seed");
        CHECK(seed[0] == 1);
        CHECK(seed[1] == Approx((1 + world().size()) / 2.0));
        CHECK(seed[2] == world().size());
        CHECK(verify_file(directory.file("r"), Checksums::required).right > 30);
    }
}

TEST_CASE("all ranks write a label file") {
    for (const std::int64_t rows : row_counts) {
        INFO(rows << " rows");
        const TemporaryDirectory directory(world());
        LabelRecord record;
        record.input.rows = rows;
        Prediction<float> mine;
        const RowRange range = my_rows(rows);
        for (std::int64_t row = range.begin; row < range.end; ++row) {
            mine.labels.push_back(expected_label(row));
            mine.squared_distances.push_back(static_cast<float>(row) * static_cast<float>(row));
        }
        write_label_file(world(), {directory.file("l")}, record, range, mine, Distances::euclidean);

        const hdf5::Handle file = hdf5::open_to_read(directory.file("l"));
        const std::vector<std::int32_t> labels = hdf5::read_dataset<std::int32_t>(file, "/labels");
        const std::vector<float> distances = hdf5::read_dataset<float>(file, "/distances");
        REQUIRE(labels.size() == static_cast<std::size_t>(rows));
        std::int64_t wrong = 0;
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto i = static_cast<std::size_t>(row);
            if (labels[i] != expected_label(row) || distances[i] != static_cast<float>(row)) ++wrong;
        }
        CHECK(wrong == 0);
        CHECK(verify_file(directory.file("l"), Checksums::required).right == 2);
    }
}

TEST_CASE("rows that one rank cannot make are an error on every rank, and nothing is left") {
    const TemporaryDirectory directory(world());
    DataRecord record;
    record.generator.rows = 100;
    const Caught error = caught([&] {
        write_data_file<double>(world(), {directory.file("d")}, record, my_rows(100),
                                [](std::int64_t, MatrixView<double>, std::span<std::int32_t>) {
                                    if (world().rank() == world().size() - 1)
                                        fail(ExitCode::usage, "not on the last rank");
                                });
    });
    CHECK(error.code == 64);
    CHECK(error.says("not on the last rank"));
    world().barrier();
    CHECK(directory.names().empty());
}

TEST_CASE("what rank 0 finds out about files is an error on every rank") {
    const TemporaryDirectory directory(world());
    const std::string missing = directory.file("missing");
    CHECK(caught([&] { inspect_input(world(), {missing, ""}); }).code == 74);
    CHECK(caught([&] { read_matrix<float>(world(), {missing, ""}); }).code == 74);
    CHECK(caught([&] { result_precision(world(), missing); }).code == 74);
    CHECK(caught([&] { check_output(world(), {directory.file("nowhere/out")}, {}); }).code == 74);
    CHECK(caught([&] { check_output(world(), {directory.path()}, {}); }).code == 64);
    const SampleResult<double> sample = sample_result<double>(100, my_rows(100));
    PhaseTimes times;
    CHECK(caught([&] {
              write_result(world(), {directory.file("nowhere/r")}, sample.contents(), sample.rows, times);
          }).code == 74);
}

TEST_CASE("rows that one rank cannot write are an error on every rank, and what was there stays") {
    const TemporaryDirectory directory(world());
    const Output output{directory.file("d"), Overwrite::yes};
    DataRecord record;
    record.generator.rows = 100'000;
    write_data_file<double>(world(), output, record, my_rows(100'000), make_rows<double>);
    const auto before = std::filesystem::last_write_time(output.path);
    std::optional<FileSizeLimit> limit;
    const auto limited_rows = [&](std::int64_t first, MatrixView<double> rows, std::span<std::int32_t> labels) {
        make_rows(first, rows, labels);
        if (world().rank() == world().size() - 1) limit.emplace(100'000);
    };
    const Caught error =
        caught([&] { write_data_file<double>(world(), output, record, my_rows(100'000), limited_rows); });
    limit.reset();
    CHECK(error.code == 74);
    CHECK(error.says("cannot write " + output.path + " (cannot write at byte "));
    CHECK(error.says("File too large"));
    world().barrier();
    CHECK(directory.names() == std::vector<std::string>{"d"});
    CHECK(std::filesystem::last_write_time(output.path) == before);
    CHECK(verify_file(output.path, Checksums::required).right == 2);
}

TEST_CASE("what is not in the file after all is an error on every rank") {
    const TemporaryDirectory directory(world());
    if (world().size() == 1) return;
    const std::string path = directory.file("d");
    if (world().is_root()) DiskFile::make(path).resize(8 * world().size());
    SparseBytes bytes;
    const hdf5::Handle layout = hdf5::create_file(bytes);
    hdf5::create_dataset(layout, "/X", H5T_NATIVE_INT64, {world().size()}, {.long_name = "ranks", .units = "1"});
    world().barrier();
    SharedFile file(world(), path, "the output", layout);
    const std::int64_t rank = world().rank();
    file.write<std::int64_t>("/X", rank, {&rank, 1, 1});
    world().barrier();
    if (world().is_root())
        DiskFile(path, DiskFile::Access::write).resize(8 + H5Dget_offset(hdf5::open_dataset(layout, "/X")));
    world().barrier();
    const Caught error = caught([&] { file.close(); });
    CHECK(error.code == 74);
    CHECK(error.says("cannot write the output (cannot read at byte"));
}

}  // namespace
}  // namespace lloyd::test
