#pragma once

#include "files/dataset.hpp"
#include "files/disk.hpp"
#include "files/writing.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/data/row_range.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lloyd {

/// A file in the making, open on all ranks for writing rows into contiguous datasets of their own type: each writes its
/// rows at their place. All members are collective and throw as agree_on_writing() does.
///
/// HDF5's way is MPI-IO, which a rank cannot leave alone, and which in Open MPI was seen to report success when nothing
/// was written (a full disk, 4.1.4) and when wrong bytes were (open-mpi/ompi#12718).
class SharedFile {
public:
    /// `output` is what messages call the file, `layout` rank 0's HDF5 file, which says where datasets lie.
    SharedFile(const Communicator& comm, const std::string& path, const std::string& output, hid_t layout);

    /// This rank's rows go to global rows from `first`; a rank may bring none. A dataset of rank 1 takes one column.
    template <class T>
    void write(const std::string& dataset, std::int64_t first, MatrixView<const T> rows) {
        const Rows where{.first = first, .count = rows.rows, .bytes = rows.cols * std::int64_t{sizeof(T)}};
        write(dataset, where, std::as_bytes(std::span(rows.data, static_cast<std::size_t>(rows.rows * rows.cols))));
    }

    /// Writes everything through to the disk and makes sure that it is there: file systems that keep parts of files on
    /// several hosts (NFS) can lose what two of them write side by side.
    void close();

    /// Of each dataset that was written to, the checksum of all ranks' rows.
    std::map<std::string, std::uint64_t> checksums() const;

private:
    struct Rows {
        std::int64_t first;
        std::int64_t count;
        std::int64_t bytes;  ///< of one
    };
    /// Rows that must be in the file.
    struct Piece {
        std::uint64_t offset;
        Rows rows;
        std::uint64_t checksum;
    };
    void write(const std::string& dataset, const Rows& rows, std::span<const std::byte> values);
    std::uint64_t offset_of(const std::string& dataset);
    void expect_written() const;
    template <class Step>
    void together(Step&& step) const {
        agree_on_writing(comm_, output_, step);
    }

    Communicator comm_;
    std::string path_;
    std::string output_;
    hid_t layout_;
    std::optional<DiskFile> file_;
    std::map<std::string, std::uint64_t> offsets_;
    std::vector<Piece> written_;
    std::map<std::string, std::uint64_t> checksums_;  ///< of this rank's rows
};

/// Collective. body(slab) for slabs of this rank's rows, as often on every rank; the last slabs may be empty.
template <class Body>
void for_each_slab(const Communicator& comm, RowRange mine, std::int64_t rows_per_slab, Body&& body) {
    std::array<std::int64_t, 1> slabs{(mine.count() + rows_per_slab - 1) / rows_per_slab};
    comm.max(slabs);
    for (std::int64_t i = 0; i < slabs[0]; ++i) {
        const std::int64_t begin = std::min(mine.begin + i * rows_per_slab, mine.end);
        body(RowRange{begin, std::min(begin + rows_per_slab, mine.end)});
    }
}

}  // namespace lloyd
