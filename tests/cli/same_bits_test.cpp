// Bits written down: every system, compiler, MPI, HDF5 and SIMD target must give these. Rows come from a file or a
// formula of exact operations; the generator's blobs pass through the system's logarithm and cosine, its uniform rows do not.
#include "cli/scene.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "support/catch.hpp"

#include <map>

using namespace lloyd::test;

namespace {

using Checksums = std::map<std::string, std::string>;

/// @checksum of a result's datasets (FORMAT.md says what it is).
Checksums checksums_of(const std::string& path) {
    const lloyd::hdf5::Handle file = lloyd::hdf5::open_to_read(path);
    Checksums checksums;
    for (const char* name : {"/cluster_centers", "/labels", "/cluster_radius", "/restarts/inertia", "/restarts/n_iter",
                             "/history/center_shift", "/history/labels_changed", "/silhouette/per_cluster"})
        checksums[name] = lloyd::hdf5::read_text(lloyd::hdf5::open_dataset(file, name), "checksum").value_or("none");
    return checksums;
}

/// Rows around 31 places, by integers that a linear congruence (Lehmer's, 48271 mod 2^31 - 1) gives, divided by powers
/// of two.
std::vector<double> rows_by_formula(int rows, int features) {
    std::vector<double> values;
    std::int64_t state = 1;
    const auto next = [&] { return static_cast<double>(state = state * 48271 % 2147483647); };
    for (int row = 0; row < rows; ++row)
        for (int t = 0; t < features; ++t)
            values.push_back(static_cast<double>((row % 31) * (t + 3) % 17) + next() / 2147483648.0);
    return values;
}

void expect_checksums(const Arguments& fit, const Checksums& expected) {
    const Scene scene;
    write_values(scene.path("formula.h5"), "/X", {5003, 9}, rows_by_formula(5003, 9));
    Arguments arguments = joined({"fit"}, fit);
    for (std::string& word : arguments)
        if (word == "FORMULA") word = scene.path("formula.h5");
    const std::string output = scene.path("out.h5");
    const auto outcome = scene.run_on(2, joined(arguments, {"--silhouette-sample", "500", "-o", output}));
    INFO(outcome.errors);
    REQUIRE(outcome.exit_code == 0);
    const Checksums found = checksums_of(output);
    for (const auto& [name, checksum] : found) UNSCOPED_INFO(name << ' ' << checksum);
    CHECK(found == expected);
}

const std::string digits = LLOYD_SOURCE_DIR "/data/digits.h5";

}  // namespace

TEST_CASE("a fit of the digits has the bits that it always had", "[same_bits]") {
    expect_checksums(joined({digits}, words("-k 10 --n-init 5")), {{"/cluster_centers", "f97fc63fc7781b4b"},
                                                                   {"/cluster_radius", "7e8b9044db52af6c"},
                                                                   {"/history/center_shift", "8d5e79ee0f39b1e6"},
                                                                   {"/history/labels_changed", "1f6053e83aaaaaf7"},
                                                                   {"/labels", "dbd81ab731e4fc3a"},
                                                                   {"/restarts/inertia", "ce39a973a6a163dd"},
                                                                   {"/restarts/n_iter", "2b65b19c3d989ed3"},
                                                                   {"/silhouette/per_cluster", "df68a0aded3a9453"}});
}

TEST_CASE("a fit of float64 rows by formula has the bits that it always had", "[same_bits]") {
    expect_checksums(words("FORMULA -k 31 --n-init 3"), {{"/cluster_centers", "2a3efba0722cebb8"},
                                                         {"/cluster_radius", "3a0be6d4687a8d48"},
                                                         {"/history/center_shift", "53192ae2c1aefaca"},
                                                         {"/history/labels_changed", "a243dd1d49e44a42"},
                                                         {"/labels", "d4a2d428080d5a47"},
                                                         {"/restarts/inertia", "2df3f5f4fc655ecb"},
                                                         {"/restarts/n_iter", "4997362f00f349fd"},
                                                         {"/silhouette/per_cluster", "9764d766ed1eb202"}});
}

TEST_CASE("a fit of float32 rows has the bits that it always had", "[same_bits]") {
    expect_checksums(
        words("--generate uniform --rows 4001 --features 12 --dtype float32 -k 50 --n-init 2 --max-iter 20"),
        {{"/cluster_centers", "c5194faf3a9f1f96"},
         {"/cluster_radius", "eead124a8a27c2c3"},
         {"/history/center_shift", "64dda10a0b601825"},
         {"/history/labels_changed", "1bdcfd133b329398"},
         {"/labels", "f62691b953ae8d02"},
         {"/restarts/inertia", "5fa759c43a9608b9"},
         {"/restarts/n_iter", "61f03d7151c8de68"},
         {"/silhouette/per_cluster", "34fa0adf8112f503"}});
}

TEST_CASE("a fit by k-means|| has the bits that it always had", "[same_bits]") {
    expect_checksums(words("FORMULA -k 70 --n-init 2 --max-iter 15 --init k-means||"),
                     {{"/cluster_centers", "b68ff505c46e6516"},
                      {"/cluster_radius", "d3ab55bd048405b7"},
                      {"/history/center_shift", "39fc03620384f56e"},
                      {"/history/labels_changed", "edf89f3029c03b72"},
                      {"/labels", "bcd6be818bee6117"},
                      {"/restarts/inertia", "624796398755eba8"},
                      {"/restarts/n_iter", "4da089470b2deac1"},
                      {"/silhouette/per_cluster", "9038bef334bd679b"}});
}
