// Checkpoints: what is written is read again, the former one is kept and taken when it must, others are refused.
#include "lloyd/files/checkpoint.hpp"

#include "caught.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "sample_checkpoint.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <filesystem>
#include <fstream>
#include <functional>

namespace lloyd::test {
namespace {

const Communicator lone = Communicator::serial();

template <class T>
bool same(const Restart<T>& a, const Restart<T>& b) {
    return a.index == b.index && a.centers == b.centers && a.assigned == b.assigned && a.summary == b.summary &&
           a.history == b.history;
}

/// Changes one byte in the middle of a file's values of a dataset.
void damage(const std::string& path, const std::string& dataset) {
    const auto place = [&] {
        const hdf5::Handle file = hdf5::open_to_read(path);
        return H5Dget_offset(hdf5::open_dataset(file, dataset));
    }();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(place));
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(place));
    file.put(byte);
}

}  // namespace

TEMPLATE_TEST_CASE("a checkpoint holds the restarts as they were", "", float, double) {
    const TemporaryDirectory directory;
    const auto sample = sample_checkpoint<TestType>();
    const std::string path = directory.file("c.h5");
    write_checkpoint<TestType>(path, "lloyd fit", sample.identity, sample.restarts);
    const auto read = read_checkpoint<TestType>(lone, path, sample.identity);
    REQUIRE(read.restarts.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(same(read.restarts[i], sample.restarts[i]));
    CHECK(read.input_fingerprint == "0123456789abcdef");
    CHECK(read.warning.empty());
    CHECK(directory.names() == std::vector<std::string>{"c.h5"});

    const std::vector<Restart<TestType>> nothing_yet(3, {.index = 0, .centers = Matrix<TestType>(0, 2)});
    write_checkpoint<TestType>(path, "lloyd fit", sample.identity, nothing_yet);
    CHECK(read_checkpoint<TestType>(lone, path, sample.identity).restarts[2].centers.rows() == 0);
    CHECK(directory.names() == std::vector<std::string>{"c.h5", "c.h5.prev"});
}

TEST_CASE("the former checkpoint is taken, with a warning, when the newest is damaged, torn or gone") {
    const TemporaryDirectory directory;
    auto sample = sample_checkpoint<double>();
    const std::string path = directory.file("c.h5");
    const auto write = [&](double mark) {
        sample.restarts[1].centers.row(0)[0] = mark;
        write_checkpoint<double>(path, "lloyd fit", sample.identity, sample.restarts);
    };
    const auto read = [&] { return read_checkpoint<double>(lone, path, sample.identity); };
    const auto mark = [](const Checkpoint<double>& checkpoint) { return checkpoint.restarts[1].centers.row(0)[0]; };
    write(1);
    write(2);
    CHECK(mark(read()) == 2);
    SECTION("damaged") { damage(path, "/restarts/assigned"); }
    SECTION("torn") { std::filesystem::resize_file(path, 3000); }
    SECTION("gone") { std::filesystem::remove(path); }
    SECTION("empty") { std::filesystem::resize_file(path, 0); }
    CHECK(mark(read()) == 1);
    CHECK(read().warning.find("c.h5.prev") != std::string::npos);

    damage(former_checkpoint(path), "/history/inertia");
    CHECK_THROWS_AS(read(), Error);
}

TEST_CASE("a byte changed in any value of a checkpoint is noticed") {
    const TemporaryDirectory directory;
    const auto sample = sample_checkpoint<float>();
    const std::string path = directory.file("c.h5");
    for (const char* dataset : {"/restarts/n_centers", "/restarts/n_iter", "/restarts/converged",
                                "/restarts/empty_relocations", "/restarts/centers", "/restarts/assigned",
                                "/history/inertia", "/history/center_shift", "/history/labels_changed"}) {
        write_checkpoint<float>(path, "lloyd fit", sample.identity, sample.restarts);
        std::filesystem::remove(former_checkpoint(path));
        damage(path, dataset);
        const Caught error = caught([&] { read_checkpoint<float>(lone, path, sample.identity); });
        CHECK(error.code == static_cast<int>(ExitCode::data));
        CHECK(error.says(dataset));
    }
}

TEST_CASE("a newer checkpoint is refused, and no older one taken for it") {
    const TemporaryDirectory directory;
    const auto sample = sample_checkpoint<double>();
    const std::string path = directory.file("c.h5");
    for (int i = 0; i < 2; ++i) write_checkpoint<double>(path, "lloyd fit", sample.identity, sample.restarts);
    {
        const hdf5::Handle file = hdf5::open_to_change(path);
        H5Adelete(file, "format_version");
        hdf5::write_attribute(file, "format_version", std::int32_t{2});
    }
    const Caught error = caught([&] { read_checkpoint<double>(lone, path, sample.identity); });
    CHECK(error.code == static_cast<int>(ExitCode::data));
    CHECK(error.says("format_version 2"));
}

TEST_CASE("a checkpoint of another fit is refused, naming what differs") {
    const TemporaryDirectory directory;
    const auto sample = sample_checkpoint<double>();
    const std::string path = directory.file("c.h5");
    write_checkpoint<double>(path, "lloyd fit", sample.identity, sample.restarts);
    struct Case {
        const char* named;
        ExitCode code;
        std::function<void(FitIdentity&)> change;
    };
    const std::vector<Case> cases{
        {"--n-clusters", ExitCode::usage, [](FitIdentity& it) { it.options.n_clusters = 4; }},
        {"--n-init", ExitCode::usage, [](FitIdentity& it) { it.options.n_init = 4; }},
        {"--tol", ExitCode::usage, [](FitIdentity& it) { it.options.tol = 0.2; }},
        {"--seed '18446744073709551615'", ExitCode::usage, [](FitIdentity& it) { it.options.seed = 1; }},
        {"--init", ExitCode::usage, [](FitIdentity& it) { it.options.init = Init::random; }},
        {"--max-iter '9'", ExitCode::usage, [](FitIdentity& it) { it.options.max_iter = 8; }},
        {"first centres", ExitCode::data, [](FitIdentity& it) { it.init_fingerprint = "ab"; }},
        {"number of rows", ExitCode::data, [](FitIdentity& it) { it.input.rows = 99; }},
        {"number of features", ExitCode::data, [](FitIdentity& it) { it.input.features = 3; }},
        {"fingerprint of the rows", ExitCode::data, [](FitIdentity& it) { it.input.fingerprint = "f"; }},
        {"dtype", ExitCode::data, [](FitIdentity& it) { it.input.precision = Precision::float32; }}};
    for (const Case& other : cases) {
        INFO(other.named);
        FitIdentity mine = sample.identity;
        other.change(mine);
        const Caught error = caught([&] { read_checkpoint<double>(lone, path, mine); });
        CHECK(error.code == static_cast<int>(other.code));
        CHECK(error.says(other.named));
    }
    FitIdentity raised = sample.identity;
    raised.options.max_iter = 10;
    raised.input.fingerprint = "";  // not known yet
    raised.input.path = "elsewhere.h5";
    CHECK(read_checkpoint<double>(lone, path, raised).restarts.size() == 3);
    CHECK_THROWS_AS(expect_same_rows(path, "0123456789abcdef", "0123456789abcdee"), Error);
}

TEST_CASE("a checkpoint that cannot be written leaves the one before") {
    const TemporaryDirectory directory;
    const auto sample = sample_checkpoint<double>();
    CHECK_THROWS_AS(write_checkpoint<double>(directory.file("no/c.h5"), "lloyd fit", sample.identity, sample.restarts),
                    Error);
    CHECK(directory.names().empty());
}

}  // namespace lloyd::test
