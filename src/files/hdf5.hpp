#pragma once

#include "files/sparse_bytes.hpp"
#include "lloyd/base/error.hpp"

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <type_traits>

namespace lloyd::hdf5 {

/// What HDF5 refused to do, or the disk; whoever knows the file's name adds it. Code io comes with what the operating
/// system said; code data with none of HDF5's words, which are other ones in every version.
class Failure : public Error {
    using Error::Error;
};

/// Throws Failure("cannot DOING") for what just failed in HDF5.
[[noreturn]] void throw_failure(const std::string& doing);

/// Hands a status or id of HDF5 through; throws a Failure when it is negative.
template <class Status>
Status check(Status status, const std::string& doing) {
    static_assert(std::is_signed_v<Status>);
    if (status < 0) throw_failure(doing);
    return status;
}

/// Throws a failure to read a file as the Error that users see.
[[noreturn]] void fail_to_read(const std::string& path, const Failure& failure);

/// Runs a step that reads a file; a Failure gets the file's name.
template <class Step>
auto reading(const std::string& path, Step&& step) {
    try {
        return step();
    } catch (const Failure& failure) {
        fail_to_read(path, failure);
    }
}

/// An open HDF5 object, closed when it goes.
class Handle {
public:
    using Closer = herr_t (*)(hid_t);

    Handle() = default;
    Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
    Handle(Handle&& other) noexcept : id_(other.release()), closer_(other.closer_) {}
    Handle& operator=(Handle&& other) noexcept;
    ~Handle();

    operator hid_t() const { return id_; }

    /// Closes now: what was buffered is written, and failing is noticed.
    void close(const std::string& doing);

private:
    hid_t release() {
        const hid_t id = id_;
        id_ = H5I_INVALID_HID;
        return id;
    }

    hid_t id_ = H5I_INVALID_HID;
    Closer closer_ = nullptr;
};

/// Sets up the creation of a file or group: all its links and attributes lie in its object header, under one checksum.
/// By default more than 8 move to a heap and a tree, and of some that are damaged HDF5 1.10 crashes.
/// Groups that are made on the way to a dataset treat their links as the file does.
void keep_in_header(hid_t creation);

/// Throws Error(io) when the file is missing or may not be read, Error(data) when it is not HDF5 or damaged.
Handle open_to_read(const std::string& path);
/// Replaces what is there. Readers since HDF5 1.8 understand the file.
Handle create_file(const std::string& path);
/// In memory, for as long as the bytes are there.
Handle create_file(SparseBytes& bytes);
Handle open_to_change(const std::string& path);

/// HDF5's name of a C++ type in memory.
template <class T>
hid_t native_type() {
    if constexpr (std::is_same_v<T, float>)
        return H5T_NATIVE_FLOAT;
    else if constexpr (std::is_same_v<T, double>)
        return H5T_NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<T, std::int8_t>)
        return H5T_NATIVE_INT8;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return H5T_NATIVE_INT32;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return H5T_NATIVE_INT64;
    else {
        static_assert(std::is_same_v<T, std::uint64_t>, "a type that no file of lloyd's has");
        return H5T_NATIVE_UINT64;
    }
}

}  // namespace lloyd::hdf5
