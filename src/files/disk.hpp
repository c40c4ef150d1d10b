#pragma once

#include "lloyd/files/output.hpp"

#include <string>

namespace lloyd {

/// What HDF5 does not do with files. All throw hdf5::Failure with code io.

/// Makes an empty file, and only if there is none of that name.
void claim_file(const std::string& path);

/// Takes the disk space for a file's whole length, so that a full disk is an error now and not while rows are written,
/// when MPI-IO may not notice. Does nothing on file systems that cannot do it.
void reserve_space(const std::string& path);

/// Returns when a file's bytes, or a directory's entries, are on the disk: all that this host wrote, whoever did.
void sync_file(const std::string& path);
void sync_directory(const std::string& path);

/// Gives a file its output's name. False, and nothing done, when a file of that name is there and may not be replaced;
/// file systems that cannot tell replace it.
bool rename_file(const std::string& from, const Output& to);

}  // namespace lloyd
