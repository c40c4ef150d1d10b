#pragma once

#include "files/header.hpp"
#include "files/shared_file.hpp"
#include "lloyd/files/output.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace lloyd {

/// A file as it is made. Rank 0 has HDF5 make it in memory, all but the rows; these all ranks write to the disk, beside
/// the file's name; then rank 0 writes what HDF5 made around them, syncs the file and renames it. HDF5 itself writes
/// nothing to the disk. Nobody ever sees half a file under its name, and nothing is left when anything fails.
/// All members but the destructor are collective; errors are thrown on every rank, Error(io) for HDF5's and the disk's.
class NewFile {
public:
    using Step = std::function<void(hid_t file)>;

    NewFile(const Communicator& comm, const Output& output);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    /// Rank 0 writes the header and everything but rows.
    void create(const FileHeader& header, const Step& write);

    /// All ranks write rows.
    void write_rows(const std::function<void(SharedFile& file)>& write);

    /// Rank 0 writes what is known last and the checksums of rows, and marks the file complete. If a file of that name
    /// has come up meanwhile and may not be replaced, the new one is kept under its temporary name, which the
    /// Error(usage) tells.
    void finish(const Step& write);

private:
    void on_root(const std::function<void()>& step);
    void make_temporary();
    void write_around_rows(const std::map<std::uint64_t, std::uint64_t>& rows) const;

    Communicator comm_;
    Output output_;
    std::string temporary_;
    bool must_unlink_ = false;
    std::shared_ptr<const DiskFile> file_;  ///< on rank 0, as these two
    SparseBytes made_;
    hdf5::Handle making_;
    std::map<std::string, std::uint64_t> row_checksums_;  ///< by dataset, of all ranks' rows
};

}  // namespace lloyd
