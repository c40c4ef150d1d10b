#pragma once

#include "files/hdf5.hpp"
#include "lloyd/parallel/agree.hpp"

#include <string>

namespace lloyd {

/// Collective. agree() for a step of writing a file of that name: errors of HDF5's and the disk's become Error(io).
template <class Step>
void agree_on_writing(const Communicator& comm, const std::string& path, Step&& step) {
    agree(comm, [&] {
        try {
            step();
        } catch (const hdf5::Failure& failure) {
            fail(ExitCode::io, "cannot write {} ({}) the new file is not kept; check the space and the permissions",
                 path, failure.what());
        }
    });
}

}  // namespace lloyd
