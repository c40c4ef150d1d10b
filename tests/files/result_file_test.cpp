#include "lloyd/files/result_file.hpp"

#include "caught.hpp"
#include "file_size_limit.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "sample_results.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <cstdlib>
#include <limits>

namespace lloyd::test {
namespace {

using hdf5::Handle;

const Communicator alone = Communicator::serial();

template <class T>
void write_sample(const std::string& path, std::int64_t rows = 10) {
    const SampleResult<T> sample = sample_result<T>(rows, {0, rows});
    PhaseTimes times;
    write_result(alone, {path, Overwrite::yes}, sample.contents(), sample.rows, times);
}

TEMPLATE_TEST_CASE("a result is read back as it was written", "", float, double) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    const SampleResult<TestType> sample = sample_result<TestType>(10, {0, 10});
    PhaseTimes times;
    times.seed = 1.5;
    times.total = 100;
    write_result(alone, {path}, sample.contents(), sample.rows, times);
    CHECK(times.write > 0);
    CHECK(times.total == 100 + times.write);
    CHECK(directory.names() == std::vector<std::string>{"r.h5"});

    CHECK(result_precision(alone, path) == sample.run.input.precision);
    CHECK(read_model<TestType>(alone, path).cluster_centers == sample.fit.cluster_centers);

    const Handle file = hdf5::open_to_read(path);
    const auto doubles = [&](const char* name) { return hdf5::read_dataset<double>(file, name); };
    const auto integers = [&](const char* name) { return hdf5::read_dataset<std::int64_t>(file, name); };
    CHECK(hdf5::read_dataset<std::int32_t>(file, "/labels") == sample.fit.labels);
    CHECK(integers("/cluster_sizes") == sample.fit.cluster_sizes);
    CHECK(doubles("/cluster_inertia") == sample.clusters.inertia);
    CHECK(doubles("/cluster_radius") == sample.clusters.radius);
    CHECK(doubles("/inertia") == std::vector<double>{11.25});
    CHECK(integers("/n_iter") == std::vector<std::int64_t>{4});
    CHECK(integers("/converged") == std::vector<std::int64_t>{0});
    CHECK(integers("/best_restart") == std::vector<std::int64_t>{1});
    CHECK(doubles("/restarts/inertia") == std::vector<double>{12.5, 11.25});
    CHECK(integers("/restarts/n_iter") == std::vector<std::int64_t>{7, 4});
    CHECK(integers("/restarts/converged") == std::vector<std::int64_t>{1, 0});
    CHECK(integers("/restarts/empty_relocations") == std::vector<std::int64_t>{0, 2});
    CHECK(integers("/history/iteration") == std::vector<std::int64_t>{1, 2, 3, 4});
    CHECK(doubles("/history/inertia") == sample.fit.history.inertia);
    CHECK(doubles("/history/center_shift") == sample.fit.history.center_shift);
    CHECK(integers("/history/labels_changed") == sample.fit.history.labels_changed);
    CHECK(doubles("/silhouette/mean") == std::vector<double>{0.625});
    CHECK(doubles("/silhouette/per_cluster").at(1) == 0.75);
    CHECK(integers("/silhouette/sample_rows") == sample.silhouette->sample_rows);
    CHECK(integers("/silhouette/sample_size") == std::vector<std::int64_t>{3});
    CHECK(doubles("/timings/seed") == std::vector<double>{1.5, 1.5, 1.5});
    CHECK(doubles("/timings/write") == std::vector<double>(3, times.write));

    CHECK(hdf5::read_text(file, "command_line") == "lloyd fit données.h5 -k 3");
    CHECK(hdf5::read_text(file, "input_dtype") == std::string(precision_name(sample.run.input.precision)));
    CHECK(hdf5::read_text(file, "input_fingerprint") == "0123456789abcdef");
    const Handle run{H5Gopen2(file, "/run", H5P_DEFAULT), H5Gclose};
    CHECK(hdf5::read_text(run, "init") == "k-means++");
    CHECK(hdf5::read_texts(run, "hosts") == sample.run.placement.hosts);
    CHECK(hdf5::read_texts(run, "binding") == sample.run.placement.binding);
    CHECK(hdf5::read_numbers<std::uint64_t>(run, "seed")->front() == std::numeric_limits<std::uint64_t>::max());
    CHECK(hdf5::read_numbers<double>(run, "tol")->front() == 1e-4);
}

TEST_CASE("labels and silhouette are left out when not wanted") {
    const TemporaryDirectory directory;
    SampleResult<double> sample = sample_result<double>(10, {0, 10});
    sample.silhouette.reset();
    PhaseTimes times;
    write_result(alone, {directory.file("r.h5")}, sample.contents(false), sample.rows, times);
    const Handle file = hdf5::open_to_read(directory.file("r.h5"));
    CHECK_FALSE(hdf5::exists(file, "/labels"));
    CHECK_FALSE(hdf5::exists(file, "/silhouette"));
    CHECK(hdf5::exists(file, "/restarts/inertia"));
}

TEST_CASE("a job of many ranks has more binding than an attribute of the old format can hold") {
    const TemporaryDirectory directory;
    SampleResult<double> sample = sample_result<double>(10, {0, 10});
    sample.run.placement.binding.assign(5000, "a-node-with-a-long-name: CPUs 0-15,32-47");
    PhaseTimes times;
    write_result(alone, {directory.file("r.h5")}, sample.contents(), sample.rows, times);
    const Handle file = hdf5::open_to_read(directory.file("r.h5"));
    const Handle run{H5Gopen2(file, "/run", H5P_DEFAULT), H5Gclose};
    CHECK(hdf5::read_texts(run, "binding") == sample.run.placement.binding);
}

TEMPLATE_TEST_CASE("a result is as long as foreseen at most, and not much shorter", "", float, double) {
    const TemporaryDirectory directory;
    SampleResult<TestType> sample = sample_result<TestType>(100'000, {0, 100'000});
    for (const int ranks : {1, 5000}) {
        sample.run.placement.binding.assign(static_cast<std::size_t>(ranks),
                                            "a-node-with-a-long-name: CPUs 0-15,32-47");
        for (const bool with_labels : {false, true}) {
            PhaseTimes times;
            write_result(alone, {directory.file("r.h5"), Overwrite::yes}, sample.contents(with_labels), sample.rows,
                         times);
            const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(directory.file("r.h5")));
            const std::int64_t most = most_result_bytes<TestType>(sample.run, 3, with_labels);
            INFO(bytes << " of " << most << " bytes");
            CHECK(bytes <= most);
            CHECK(bytes >= most - 65'536);
        }
    }
}

TEST_CASE("the history has a dimension scale") {
    const TemporaryDirectory directory;
    write_sample<double>(directory.file("r.h5"));
    const Handle file = hdf5::open_to_read(directory.file("r.h5"));
    const Handle scale = hdf5::open_dataset(file, "/history/iteration");
    CHECK(hdf5::read_text(scale, "CLASS") == "DIMENSION_SCALE");
    const Handle inertia = hdf5::open_dataset(file, "/history/inertia");
    CHECK(H5Aexists(inertia, "DIMENSION_LIST") > 0);
}

TEST_CASE("h5dump reads a result") {
    const TemporaryDirectory directory;
    write_sample<double>(directory.file("r.h5"));
    const std::string dump = "h5dump " + directory.file("r.h5") + " > " + directory.file("dump");
    CHECK(std::system(dump.c_str()) == 0);
    CHECK(std::filesystem::file_size(directory.file("dump")) > 10000);
}

TEST_CASE("an existing result is replaced as a whole") {
    const TemporaryDirectory directory;
    write_sample<double>(directory.file("r.h5"), 10);
    write_sample<float>(directory.file("r.h5"), 5);
    CHECK(result_precision(alone, directory.file("r.h5")) == Precision::float32);
    CHECK(directory.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("nothing is left when the disk is full") {
    const TemporaryDirectory directory;
    for (const rlim_t bytes : {rlim_t{0}, rlim_t{1000}, rlim_t{10000}, rlim_t{50000}}) {
        INFO(bytes);
        const Caught error = caught([&] {
            const FileSizeLimit limit(bytes);  // gone before anything is reported, which may go to a file
            write_sample<double>(directory.file("r.h5"), 100000);
        });
        CHECK(error.code == 74);
        CHECK(error.says("r.h5 (cannot "));
        CHECK(error.says("File too large"));
        CHECK(directory.names().empty());
    }
    write_sample<double>(directory.file("r.h5"), 100000);
    CHECK(directory.names() == std::vector<std::string>{"r.h5"});
}

TEST_CASE("a result in a directory that is not there is an I/O error") {
    const TemporaryDirectory directory;
    const Caught error = caught([&] { write_sample<double>(directory.file("nowhere/r.h5")); });
    CHECK(error.code == 74);
    CHECK(error.says("No such file"));
}

/// A good result of which one root attribute is another number.
std::string changed_result(const TemporaryDirectory& directory, const char* attribute, std::int32_t value) {
    const std::string path = directory.file(attribute);
    write_sample<double>(path);
    const Handle file = hdf5::open_to_change(path);
    REQUIRE(H5Adelete(file, attribute) >= 0);
    hdf5::write_attribute(file, attribute, value);
    return path;
}

TEST_CASE("models are read from whole results of a known version only") {
    const TemporaryDirectory directory;
    const auto model_error = [](const std::string& path) { return caught([&] { read_model<double>(alone, path); }); };

    const Caught newer = model_error(changed_result(directory, "format_version", 2));
    CHECK(newer.code == 65);
    CHECK(newer.says("format_version 2"));
    const Caught incomplete = model_error(changed_result(directory, "complete", 0));
    CHECK(incomplete.code == 65);
    CHECK(incomplete.says("incomplete"));

    { const Handle other = hdf5::create_file(directory.file("other")); }
    const Caught other = model_error(directory.file("other"));
    CHECK(other.code == 65);
    CHECK(other.says("not lloyd-result"));
    CHECK(model_error(directory.file("missing")).code == 74);

    write_sample<float>(directory.file("float32"));
    CHECK(model_error(directory.file("float32")).says("are float32"));
}

}  // namespace
}  // namespace lloyd::test
