#include "files/shared_file.hpp"

#include "files/disk.hpp"
#include "lloyd/base/checksum.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/parallel/agree.hpp"

#include <unistd.h>

#include <bit>
#include <fstream>

namespace lloyd {

using hdf5::check;
using hdf5::Handle;

SharedFile::SharedFile(const Communicator& comm, const std::string& path) : comm_(comm), path_(path) {
    together(
        [&] { file_ = comm_.size() > 1 ? hdf5::open_shared(path_, comm_.handle()) : hdf5::open_to_change(path_); });
}

void SharedFile::write(const std::string& dataset, std::int64_t first, Extent extent, hid_t type, const void* values) {
    const std::string doing = "write rows of " + dataset;
    Handle target;
    Handle stored;
    Handle brought;
    Handle transfer;
    together([&] {
        target = hdf5::open_dataset(file_, dataset);
        stored = {check(H5Dget_space(target), doing), H5Sclose};
        const int rank = check(H5Sget_simple_extent_ndims(stored), doing);
        // Only the first `rank` entries count.
        const std::array<hsize_t, 2> start{static_cast<hsize_t>(first), 0};
        const std::array<hsize_t, 2> count{static_cast<hsize_t>(extent.rows), static_cast<hsize_t>(extent.columns)};
        brought = {check(H5Screate_simple(rank, count.data(), nullptr), doing), H5Sclose};
        if (extent.rows == 0) {
            check(H5Sselect_none(stored), doing);
            check(H5Sselect_none(brought), doing);
        } else {
            check(H5Sselect_hyperslab(stored, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), doing);
        }
        transfer = {check(H5Pcreate(H5P_DATASET_XFER), doing), H5Pclose};
        if (comm_.size() > 1) check(H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE), doing);
        fault_point(Phase::write, comm_.rank());
    });
    // All ranks are here, or they would wait for one in here.
    together([&] {
        check(H5Dwrite(target, type, brought, stored, transfer, values), doing);

        const std::int64_t row_bytes = extent.columns * static_cast<std::int64_t>(H5Tget_size(type));
        const Piece piece{.offset = H5Dget_offset(target) + static_cast<std::uint64_t>(first * row_bytes),
                          .first = first,
                          .rows = extent.rows,
                          .row_bytes = row_bytes,
                          .checksum = checksum_of_rows(values, first, extent.rows, row_bytes)};
        written_.push_back(piece);
        checksums_[dataset] += piece.checksum;
    });
}

void SharedFile::expect_written() const {
    std::ifstream file(path_, std::ios::binary);
    std::vector<char> bytes;
    for (const Piece& piece : written_) {
        bytes.resize(static_cast<std::size_t>(piece.rows * piece.row_bytes));
        file.seekg(static_cast<std::streamoff>(piece.offset));
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!file || checksum_of_rows(bytes.data(), piece.first, piece.rows, piece.row_bytes) != piece.checksum)
            throw hdf5::Failure(ExitCode::io, "rows that MPI-IO reported as written are not in the file");
    }
}

void SharedFile::close() {
    // Not by MPI_File_sync, which hangs after a write that failed unnoticed.
    if (comm_.size() > 1) {
        together([&] { sync_file(path_); });
        together([&] { expect_written(); });
    }
    together([&] { file_.close("close the file"); });
}

std::map<std::string, std::uint64_t> SharedFile::checksums() const {
    std::map<std::string, std::uint64_t> sums = checksums_;
    for (auto& [dataset, checksum] : sums) {
        std::array<std::int64_t, 1> sum{std::bit_cast<std::int64_t>(checksum)};
        comm_.sum(sum);
        checksum = std::bit_cast<std::uint64_t>(sum[0]);
    }
    return sums;
}

void SharedFile::together(const std::function<void()>& step) const {
    std::string problem;
    try {
        step();
    } catch (...) {
        problem = as_error(std::current_exception()).what();
    }
    std::array<std::int64_t, 1> failed{!problem.empty()};
    comm_.max(failed);
    if (failed[0] == 0) return;

    for (const std::string& text : comm_.all_gather(problem))
        if (!text.empty()) problem = text;
    const std::string told = fmt::format(
        "cannot write {} ({}) the new file is not kept; check the space and the health of its disk", path_, problem);
    if (comm_.size() == 1) throw AgreedError(ExitCode::io, told);
    if (comm_.is_root()) unlink(path_.c_str());
    comm_.barrier();
    comm_.abort(static_cast<int>(ExitCode::io), told);
}

}  // namespace lloyd
