#include "cli/scene.hpp"

#include "lloyd/base/error.hpp"
#include "support/flip_bit.hpp"

#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace lloyd::test {

namespace {

namespace fs = std::filesystem;

std::string new_directory() {
    std::string name = (fs::temp_directory_path() / "lloyd-e2e-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) fail(ExitCode::io, "cannot make {}", name);
    return name;
}

}  // namespace

Arguments words(const std::string& text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

Arguments joined(Arguments some, const Arguments& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

void write_values(const std::string& path, const std::string& dataset, const std::vector<std::int64_t>& shape,
                  const std::vector<double>& values) {
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    const hid_t space = H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t set = H5Dcreate2(file, dataset.c_str(), H5T_IEEE_F64LE, space, links, H5P_DEFAULT, H5P_DEFAULT);
    const bool written = H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
    H5Dclose(set);
    H5Pclose(links);
    H5Sclose(space);
    H5Fclose(file);
    if (!written) fail(ExitCode::io, "cannot write {}:{}", path, dataset);
}

void damage_values(const std::string& path, const std::string& dataset) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t set = H5Dopen2(file, dataset.c_str(), H5P_DEFAULT);
    const std::uint64_t end = H5Dget_offset(set) + H5Dget_storage_size(set);
    H5Dclose(set);
    H5Fclose(file);
    flip_bit(path, end - 1, 7);
}

Arguments as_ranks(int ranks, int seconds) { return {LLOYD_LAUNCH, std::to_string(seconds), std::to_string(ranks)}; }

ProcessOutcome start(const Arguments& command, std::vector<std::string> variables) {
    variables.push_back("OMP_WAIT_POLICY=passive");
    return run_process(command, variables);
}

Scene::Scene() : directory_(new_directory()) {}

Scene::~Scene() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

std::vector<std::string> Scene::files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(directory_))
        names.push_back(entry.path().lexically_relative(directory_).string());
    std::sort(names.begin(), names.end());
    return names;
}

ProcessOutcome Scene::run(const Arguments& arguments) const { return start(joined({LLOYD_EXECUTABLE}, arguments)); }

ProcessOutcome Scene::run_on(int ranks, const Arguments& arguments) const {
    return start(joined(joined(as_ranks(ranks), {LLOYD_EXECUTABLE}), arguments));
}

ProcessOutcome Scene::run_by_script(int ranks, const std::string& script, const Arguments& arguments) const {
    return start(joined(joined(as_ranks(ranks), {"sh", "-c", script, "sh", LLOYD_EXECUTABLE}), arguments));
}

std::vector<double> read_values(const std::string& path, const std::string& dataset) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t set = H5Dopen2(file, dataset.c_str(), H5P_DEFAULT);
    const hid_t space = H5Dget_space(set);
    std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    const bool read = H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(file);
    if (!read) fail(ExitCode::io, "cannot read {}:{}", path, dataset);
    return values;
}

bool has_dataset(const std::string& path, const std::string& dataset) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const bool found = H5Lexists(file, dataset.c_str(), H5P_DEFAULT) > 0;
    H5Fclose(file);
    return found;
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_two_groups(const std::string& path) {
    write_values(path, "/X", {8, 2}, {0, 0, 0, 1, 1, 0, 1, 1, 10, 10, 10, 11, 11, 10, 11, 11});
}

int count_of(const std::string& part, const std::string& text) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

}  // namespace lloyd::test
