#include "files/new_file.hpp"

#include "files/checksum.hpp"
#include "files/temporary_name.hpp"
#include "lloyd/base/fault_point.hpp"

#include <unistd.h>

namespace lloyd {

NewFile::NewFile(const Communicator& comm, const Output& output)
    : comm_(comm), output_(output), temporary_(comm.broadcast(temporary_name(output.path))) {}

NewFile::~NewFile() {
    if (must_unlink_) unlink(temporary_.c_str());
}

void NewFile::make_temporary() {
    file_ = std::move(output_.reserved);
    if (!file_ || !file_->give_name(temporary_)) file_ = std::make_shared<DiskFile>(DiskFile::make(temporary_));
    must_unlink_ = true;
}

void NewFile::create(const FileHeader& header, const Step& write) {
    on_root([&] {
        making_ = hdf5::create_file(made_);
        write_header(making_, header);
        write(making_);
        make_temporary();
        hsize_t bytes = 0;
        hdf5::check(H5Fget_filesize(making_, &bytes), "ask for the file's length");
        file_->reserve(bytes);
    });
}

void NewFile::write_rows(const std::function<void(SharedFile& file)>& write) {
    SharedFile file(comm_, temporary_, output_.path, making_);
    write(file);
    file.close();
    row_checksums_ = file.checksums();
}

/// rows: first byte and length of each dataset of them.
void NewFile::write_around_rows(const std::map<std::uint64_t, std::uint64_t>& rows) const {
    std::vector<std::byte> bytes;
    std::uint64_t begin = 0;
    const auto write_until = [&](std::uint64_t end) {
        bytes.resize(end - begin);
        made_.read(begin, bytes);
        file_->write(begin, bytes);
    };
    for (const auto& [first, length] : rows) {
        write_until(first);
        begin = first + length;
    }
    write_until(made_.size());
    file_->resize(made_.size());
}

void NewFile::finish(const Step& write) {
    on_root([&] {
        write(making_);
        std::map<std::uint64_t, std::uint64_t> rows;
        for (const auto& [path, checksum] : row_checksums_) {
            const hdf5::Handle dataset = hdf5::open_dataset(making_, path);
            write_checksum(dataset, checksum);
            if (const hsize_t length = H5Dget_storage_size(dataset); length > 0) rows[H5Dget_offset(dataset)] = length;
        }
        mark_complete(making_);
        making_.close("finish the file");
        write_around_rows(rows);
        file_->sync();
        const bool renamed = rename_file(temporary_, output_);
        must_unlink_ = false;
        sync_folder(folder_of(output_.path));
        if (!renamed)
            fail(ExitCode::usage, "{} has come up meanwhile (it would be lost) the new file is complete and kept as {}",
                 output_.path, temporary_);
    });
}

void NewFile::on_root(const std::function<void()>& step) {
    agree_on_writing(comm_, output_.path, [&] {
        if (!comm_.is_root()) return;
        fault_point(Phase::write, comm_.rank());
        step();
    });
}

}  // namespace lloyd
