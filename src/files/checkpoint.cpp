#include "lloyd/files/checkpoint.hpp"

#include "files/checkpoint_columns.hpp"
#include "files/fit_identity.hpp"
#include "files/header.hpp"
#include "files/new_file.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/files/verify.hpp"
#include "lloyd/parallel/agree.hpp"

#include <filesystem>

namespace lloyd {

namespace {

template <class T>
struct Loaded {
    CheckpointColumns<T> columns;
    std::string fingerprint;
    std::string warning;
};

void expect_whole(const std::string& path) {
    hdf5::reading(path, [&] { expect_format(hdf5::open_to_read(path), path, checkpoint_format); });
    verify_file(path, Checksums::required);
}

/// Rank 0 alone.
template <class T>
Loaded<T> load(const std::string& path, const FitIdentity& mine) {
    expect_whole(path);
    return hdf5::reading(path, [&] {
        const hdf5::Handle file = hdf5::open_to_read(path);
        const FitIdentity identity = read_identity(file);
        expect_same_fit(path, identity, mine);
        Loaded<T> loaded{.columns = {}, .fingerprint = identity.input.fingerprint, .warning = {}};
        loaded.columns.for_each(mine.input.features,
                                [&]<class Value>(const char* dataset, const hdf5::Meaning&, std::vector<Value>& values,
                                                 int) { values = hdf5::read_dataset<Value>(file, dataset); });
        return loaded;
    });
}

/// Why the file is no whole checkpoint; nothing when it is.
std::string problem_of(const std::string& path) {
    try {
        expect_whole(path);
        return {};
    } catch (const NewerFormat&) {
        throw;
    } catch (const Error& error) {
        return error.what();
    }
}

/// From the file, or from the former one where it is no whole checkpoint and that one is.
template <class T>
Loaded<T> load_one_of(const std::string& path, const FitIdentity& mine) {
    const std::string former = former_checkpoint(path);
    const std::string problem = problem_of(path);
    if (problem.empty() || !problem_of(former).empty()) return load<T>(path, mine);
    Loaded<T> loaded = load<T>(former, mine);
    loaded.warning = fmt::format("{}; going on from the one before, {}", problem, former);
    return loaded;
}

template <class Value>
void broadcast(const Communicator& comm, std::vector<Value>& values) {
    auto size = static_cast<std::int64_t>(values.size());
    comm.broadcast(std::as_writable_bytes(std::span(&size, 1)));
    agree(comm, [&] { values.resize(static_cast<std::size_t>(size)); });
    comm.broadcast(std::as_writable_bytes(std::span(values)));
}

}  // namespace

template <class T>
void write_checkpoint(const std::string& path, const std::string& command_line, const FitIdentity& identity,
                      std::span<const Restart<T>> restarts, Overwrite overwrite) {
    const int features = identity.input.features;
    CheckpointColumns<T> columns = columns_of(restarts);
    NewFile file(Communicator::serial(), {.path = path, .overwrite = overwrite});
    file.create({.format = checkpoint_format, .command_line = command_line}, [&](hid_t handle) {
        write_identity(handle, identity);
        columns.for_each(features, [&]<class Value>(const char* dataset, const hdf5::Meaning& meaning,
                                                    const std::vector<Value>& values, int row_values) {
            hdf5::Shape shape{std::ssize(values) / row_values};
            if (row_values > 1) shape.push_back(row_values);
            hdf5::create_dataset(handle, dataset, hdf5::native_type<Value>(), shape, meaning);
        });
    });
    file.write_rows([&](SharedFile& shared) {
        columns.for_each(features, [&]<class Value>(const char* dataset, const hdf5::Meaning&,
                                                    const std::vector<Value>& values, int row_values) {
            shared.write<Value>(dataset, 0, {values.data(), std::ssize(values) / row_values, row_values});
        });
    });
    fault_point(Phase::checkpoint, 0);
    file.finish([](hid_t) {});
}

template <class T>
Checkpoint<T> read_checkpoint(const Communicator& comm, const std::string& path, const FitIdentity& mine) {
    Loaded<T> loaded = agree(comm, [&] { return comm.is_root() ? load_one_of<T>(path, mine) : Loaded<T>{}; });
    loaded.columns.for_each(mine.input.features,
                            [&](const char*, const hdf5::Meaning&, auto& values, int) { broadcast(comm, values); });
    return {.restarts = agree(
                comm, [&] { return restarts_of(loaded.columns, mine.options.n_clusters, mine.input.features, path); }),
            .input_fingerprint = comm.broadcast(loaded.fingerprint),
            .warning = comm.broadcast(loaded.warning)};
}

#define LLOYD_INSTANTIATE(T)                                                                   \
    template void write_checkpoint(const std::string&, const std::string&, const FitIdentity&, \
                                   std::span<const Restart<T>>, Overwrite);                    \
    template Checkpoint<T> read_checkpoint(const Communicator&, const std::string&, const FitIdentity&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
