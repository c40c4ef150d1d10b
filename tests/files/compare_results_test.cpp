#include "lloyd/files/compare_results.hpp"

#include "files/caught.hpp"
#include "files/dataset.hpp"
#include "files/temporary_directory.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <limits>

using lloyd::first_difference;
using lloyd::test::TemporaryDirectory;
namespace hdf5 = lloyd::hdf5;

namespace {

/// A little like a result. Different values can be given for each dataset.
struct Made {
    double inertia = 1.5;
    std::vector<std::int32_t> labels = {0, 1, 1, 0};
    std::vector<double> centers = {1, 2, 3, 4, 5, 6};
    hdf5::Shape shape = {2, 3};
    double training = 1;
};

std::string make(const TemporaryDirectory& directory, const std::string& name, const Made& made = {}) {
    const std::string path = directory.file(name);
    const hdf5::Handle file = hdf5::create_file(path);
    const hdf5::Meaning meaning{"made up", "1"};
    hdf5::write_dataset(file, "/cluster_centers", H5T_NATIVE_DOUBLE, made.shape, made.centers.data(), meaning);
    hdf5::write_dataset(file, "/labels", made.labels, meaning);
    hdf5::write_scalar(file, "/inertia", made.inertia, meaning);
    hdf5::write_scalar(file, "/timings/training", made.training, meaning);
    hdf5::write_scalar(file, "/work/tiles", static_cast<std::int64_t>(made.training), meaning);
    return path;
}

/// What is different between a plain result and this one.
std::string difference_to(const Made& made) {
    const TemporaryDirectory directory;
    const std::string plain = make(directory, "plain.h5");
    const std::string other = make(directory, "other.h5", made);
    CHECK(first_difference(plain, other) == first_difference(other, plain));
    return first_difference(plain, other);
}

}  // namespace

TEST_CASE("equal results do not differ, whatever their timings and work", "[compare_results]") {
    CHECK(difference_to({}).empty());
    CHECK(difference_to({.training = 2}).empty());
}

TEST_CASE("one bit is a difference", "[compare_results]") {
    CHECK(difference_to({.inertia = std::nextafter(1.5, 2)}) == "/inertia");
    CHECK(difference_to({.labels = {0, 1, 1, 1}}) == "/labels");
    CHECK(difference_to({.centers = {1, 2, 3, 4, 5, std::nextafter(6, 7)}}) == "/cluster_centers");
}

TEST_CASE("bits count, not values: zeros have signs, and a NaN is like itself", "[compare_results]") {
    const TemporaryDirectory directory;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(
        first_difference(make(directory, "a.h5", {.inertia = nan}), make(directory, "b.h5", {.inertia = nan})).empty());
    CHECK(first_difference(make(directory, "c.h5", {.inertia = 0.0}), make(directory, "d.h5", {.inertia = -0.0})) ==
          "/inertia");
}

TEST_CASE("the first of several differences is named", "[compare_results]") {
    CHECK(difference_to({.inertia = 2, .labels = {1, 1, 1, 1}}) == "/inertia");
}

TEST_CASE("another shape or type is a difference", "[compare_results]") {
    CHECK(difference_to({.shape = {3, 2}}) == "/cluster_centers");
    CHECK(difference_to({.labels = {0, 1, 1}}) == "/labels");

    const TemporaryDirectory directory;
    const std::string wide = directory.file("wide.h5");
    const std::string narrow = directory.file("narrow.h5");
    hdf5::write_scalar(hdf5::create_file(wide), "/n_iter", std::int64_t{0}, {"iterations", "1"});
    hdf5::write_scalar(hdf5::create_file(narrow), "/n_iter", std::int32_t{0}, {"iterations", "1"});
    CHECK(first_difference(wide, narrow) == "/n_iter");
}

TEST_CASE("a dataset that one of them lacks is a difference", "[compare_results]") {
    const TemporaryDirectory directory;
    const std::string plain = make(directory, "plain.h5");
    for (const char* extra : {"/a_first", "/silhouette/mean", "/zzz"}) {
        const std::string other = make(directory, "other.h5");
        hdf5::write_scalar(hdf5::open_to_change(other), extra, 0.5, {"more", "1"});
        CHECK_FALSE(first_difference(plain, other).empty());
        CHECK_FALSE(first_difference(other, plain).empty());
        std::filesystem::remove(other);
    }
}

TEST_CASE("differences beyond the first slab are found", "[compare_results]") {
    const TemporaryDirectory directory;
    std::vector<std::int32_t> labels(std::size_t{17} << 20);  // 68 MiB
    const std::string one = make(directory, "one.h5", {.labels = labels});
    const std::string same = make(directory, "same.h5", {.labels = labels});
    labels.back() = 1;
    CHECK(first_difference(one, same).empty());
    CHECK(first_difference(one, make(directory, "other.h5", {.labels = labels})) == "/labels");
}

TEST_CASE("a file that is not there cannot be compared", "[compare_results]") {
    const TemporaryDirectory directory;
    const std::string plain = make(directory, "plain.h5");
    const auto failure = lloyd::test::caught([&] { first_difference(plain, directory.file("none.h5")); });
    CHECK(failure.code == static_cast<int>(lloyd::ExitCode::io));
}
