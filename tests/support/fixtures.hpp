#pragma once

#include "lloyd/base/matrix.hpp"
#include "support/catch.hpp"

#include <hdf5.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace lloyd::test {

/// A file of tests/fixtures, read by HDF5's own calls so that tests below the files module can use it.
/// Numbers of any stored type come as T; anything that cannot be read fails the test.
class Fixtures {
public:
    explicit Fixtures(const std::string& name)
        : file_(H5Fopen((LLOYD_SOURCE_DIR "/tests/fixtures/" + name).c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)) {
        INFO("fixture file " << name);
        REQUIRE(file_ >= 0);
    }
    ~Fixtures() { H5Fclose(file_); }
    Fixtures(const Fixtures&) = delete;
    Fixtures& operator=(const Fixtures&) = delete;

    template <class T>
    Matrix<T> matrix(const std::string& path) const {
        const Opened dataset(file_, path);
        REQUIRE(dataset.shape.size() == 2);
        Matrix<T> values(dataset.shape[0], dataset.shape[1]);
        read(dataset, values.span().data());
        return values;
    }

    template <class T>
    std::vector<T> vector(const std::string& path) const {
        const Opened dataset(file_, path);
        REQUIRE(dataset.shape.size() == 1);
        std::vector<T> values(static_cast<std::size_t>(dataset.shape[0]));
        read(dataset, values.data());
        return values;
    }

    template <class T>
    T scalar(const std::string& path) const {
        const Opened dataset(file_, path);
        REQUIRE(dataset.shape.empty());
        T value{};
        read(dataset, &value);
        return value;
    }

private:
    struct Opened {
        hid_t id;
        std::vector<std::int64_t> shape;

        Opened(hid_t file, const std::string& path) : id(H5Dopen2(file, path.c_str(), H5P_DEFAULT)) {
            INFO("fixture " << path);
            REQUIRE(id >= 0);
            const hid_t space = H5Dget_space(id);
            std::array<hsize_t, H5S_MAX_RANK> extents{};
            const int rank = H5Sget_simple_extent_dims(space, extents.data(), nullptr);
            H5Sclose(space);
            REQUIRE(rank >= 0);
            shape.assign(extents.begin(), extents.begin() + rank);
        }
        ~Opened() { H5Dclose(id); }
        Opened(const Opened&) = delete;
        Opened& operator=(const Opened&) = delete;
    };

    static hid_t native(double) { return H5T_NATIVE_DOUBLE; }
    static hid_t native(float) { return H5T_NATIVE_FLOAT; }
    static hid_t native(std::int32_t) { return H5T_NATIVE_INT32; }
    static hid_t native(std::int64_t) { return H5T_NATIVE_INT64; }

    template <class T>
    static void read(const Opened& dataset, T* values) {
        REQUIRE(H5Dread(dataset.id, native(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
    }

    hid_t file_;
};

}  // namespace lloyd::test
