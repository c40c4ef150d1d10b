#pragma once

#include "files/dataset.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace lloyd {

/// A file in the making, open on all ranks for writing rows into contiguous datasets that exist: by MPI-IO, or by
/// the plain driver when there is one rank. All members are collective. Slabs are to be slab_bytes at most.
///
/// Open MPI's collective writes were seen to report success when nothing was written (a full disk, 4.1.4) and when
/// wrong bytes were (open-mpi/ompi#12718), so each rank reads its rows back before the file is closed. A write that
/// failed on some rank cannot be taken back, and closing would wait for all of them: then the file is unlinked and
/// the job ends with code 74. Only a lone rank gets an Error.
class SharedFile {
public:
    SharedFile(const Communicator& comm, const std::string& path);

    /// This rank's rows go to global rows from `first`; a rank may bring none. A dataset of rank 1 takes one column.
    template <class T>
    void write(const std::string& dataset, std::int64_t first, MatrixView<const T> rows) {
        write(dataset, first, {.rows = rows.rows, .columns = rows.cols}, hdf5::native_type<T>(), rows.data);
    }

    /// Writes everything through to the disk and makes sure that it is there.
    void close();

    /// Of each dataset that was written to, the checksum of all ranks' rows.
    std::map<std::string, std::uint64_t> checksums() const;

private:
    struct Extent {
        std::int64_t rows;
        std::int64_t columns;
    };
    /// Rows that must be in the file.
    struct Piece {
        std::uint64_t offset;
        std::int64_t first;
        std::int64_t rows;
        std::int64_t row_bytes;
        std::uint64_t checksum;
    };
    void write(const std::string& dataset, std::int64_t first, Extent extent, hid_t type, const void* values);
    void expect_written() const;
    void together(const std::function<void()>& step) const;

    Communicator comm_;
    std::string path_;
    hdf5::Handle file_;
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
