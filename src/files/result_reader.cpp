#include "files/dataset.hpp"
#include "files/datatype.hpp"
#include "files/header.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/files/small_matrix.hpp"
#include "lloyd/files/verify.hpp"
#include "lloyd/parallel/agree.hpp"

#include <array>
#include <type_traits>

namespace lloyd {

namespace {

constexpr const char* centers_path = "/cluster_centers";

Precision look_at(const std::string& path) {
    return hdf5::reading(path, [&] {
        const hdf5::Handle file = hdf5::open_to_read(path);
        expect_format(file, path, result_format);
        const hdf5::Handle centers = hdf5::open_dataset(file, centers_path);
        return hdf5::is_float32(hdf5::type_of(centers)) ? Precision::float32 : Precision::float64;
    });
}

}  // namespace

Precision result_precision(const Communicator& comm, const std::string& path) {
    auto precision = agree(comm, [&] { return comm.is_root() ? look_at(path) : Precision{}; });
    comm.broadcast(std::as_writable_bytes(std::span(&precision, 1)));
    return precision;
}

template <class T>
TrainedModel<T> read_model(const Communicator& comm, const std::string& path) {
    constexpr Precision asked = std::is_same_v<T, float> ? Precision::float32 : Precision::float64;
    const Precision stored = result_precision(comm, path);
    agree(comm, [&] {
        if (stored != asked)
            fail(ExitCode::software, "the centres of {} are {} (labels would differ from the fit's) read them as such",
                 path, precision_name(stored));
        if (comm.is_root()) verify_file(path);
    });
    return {.cluster_centers = read_matrix<T>(comm, {.file = path, .dataset = centers_path})};
}

template TrainedModel<float> read_model(const Communicator&, const std::string&);
template TrainedModel<double> read_model(const Communicator&, const std::string&);

}  // namespace lloyd
