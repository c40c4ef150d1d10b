#include "files/shared_file.hpp"

#include "lloyd/base/checksum.hpp"
#include "lloyd/base/fault_point.hpp"

#include <bit>

namespace lloyd {

SharedFile::SharedFile(const Communicator& comm, const std::string& path, const std::string& output, hid_t layout)
    : comm_(comm), path_(path), output_(output), layout_(layout) {
    together([&] { file_.emplace(path_, DiskFile::Access::write); });
}

std::uint64_t SharedFile::offset_of(const std::string& dataset) {
    const auto known = offsets_.find(dataset);
    if (known != offsets_.end()) return known->second;
    std::uint64_t offset = 0;
    together([&] {
        if (comm_.is_root()) offset = H5Dget_offset(hdf5::open_dataset(layout_, dataset));
    });
    comm_.broadcast(std::as_writable_bytes(std::span(&offset, 1)));
    return offsets_[dataset] = offset;
}

void SharedFile::write(const std::string& dataset, const Rows& rows, std::span<const std::byte> values) {
    const std::uint64_t begin = offset_of(dataset);
    together([&] {
        fault_point(Phase::write, comm_.rank());
        const Piece piece{.offset = begin + static_cast<std::uint64_t>(rows.first * rows.bytes),
                          .rows = rows,
                          .checksum = checksum_of_rows(values.data(), rows.first, rows.count, rows.bytes)};
        file_->write(piece.offset, values);
        written_.push_back(piece);
        checksums_[dataset] += piece.checksum;
    });
}

void SharedFile::expect_written() const {
    const DiskFile file(path_, DiskFile::Access::read);
    std::vector<std::byte> bytes;
    for (const auto& [offset, rows, checksum] : written_) {
        bytes.resize(static_cast<std::size_t>(rows.count * rows.bytes));
        file.read(offset, bytes);
        if (checksum_of_rows(bytes.data(), rows.first, rows.count, rows.bytes) != checksum)
            throw hdf5::Failure(ExitCode::io, "rows that were written are not in the file");
    }
}

void SharedFile::close() {
    together([&] {
        file_->sync();
        file_.reset();
    });
    if (comm_.size() > 1) together([&] { expect_written(); });
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

}  // namespace lloyd
