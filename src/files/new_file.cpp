#include "files/new_file.hpp"

#include "files/checksum.hpp"
#include "files/disk.hpp"
#include "files/header.hpp"
#include "files/temporary_name.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/parallel/agree.hpp"

#include <unistd.h>

#include <filesystem>

namespace lloyd {

namespace {

using hdf5::Handle;

std::string directory_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

}  // namespace

NewFile::NewFile(const Communicator& comm, const Output& output)
    : comm_(comm), output_(output), temporary_(comm.broadcast(temporary_name(output.path))) {}

NewFile::~NewFile() {
    if (must_unlink_) unlink(temporary_.c_str());
}

void NewFile::create(const FileHeader& header, const Step& write) {
    on_root([&] {
        claim_file(temporary_);
        must_unlink_ = true;
        Handle file = hdf5::create_file(temporary_);
        write_header(file, header);
        write(file);
        file.close("close the file");
        reserve_space(temporary_);
    });
}

void NewFile::write_rows(const std::function<void(SharedFile& file)>& write) {
    SharedFile file(comm_, temporary_);
    write(file);
    file.close();
    row_checksums_ = file.checksums();
}

void NewFile::finish(const Step& write) {
    on_root([&] {
        Handle file = hdf5::open_to_change(temporary_);
        write(file);
        for (const auto& [dataset, checksum] : row_checksums_)
            write_checksum(hdf5::open_dataset(file, dataset), checksum);
        mark_complete(file);
        file.close("close the file");
        sync_file(temporary_);
        const bool renamed = rename_file(temporary_, output_);
        must_unlink_ = false;
        sync_directory(directory_of(output_.path));
        if (!renamed)
            fail(ExitCode::usage, "{} has come up meanwhile (it would be lost) the new file is complete and kept as {}",
                 output_.path, temporary_);
    });
}

void NewFile::on_root(const std::function<void()>& step) {
    agree(comm_, [&] {
        if (!comm_.is_root()) return;
        try {
            fault_point(Phase::write, comm_.rank());
            step();
        } catch (const hdf5::Failure& failure) {
            fail(ExitCode::io, "cannot write {} ({}) the new file is not kept; check the space and the permissions",
                 output_.path, failure.what());
        }
    });
}

}  // namespace lloyd
