#include "lloyd/files/row_source.hpp"

#include "files/checksum.hpp"
#include "files/dataset.hpp"

#include <memory>
#include <type_traits>

namespace lloyd {

namespace {

using hdf5::Handle;

class OpenDataset {
public:
    explicit OpenDataset(const InputInfo& info)
        : file_name_(info.name.file),
          file_(hdf5::open_to_read(info.name.file)),
          dataset_(hdf5::open_dataset(file_, info.name.dataset)) {
        if (hdf5::shape_of(dataset_) != hdf5::Shape{info.rows, info.features})
            fail(ExitCode::data, "{} has changed its shape since it was looked at (rows would be mixed up) start again",
                 text_of(info.name));
    }

    template <class T>
    void read(std::int64_t first, MatrixView<T> rows) const {
        if (rows.rows == 0) return;
        hdf5::reading(file_name_,
                      [&] { hdf5::read_rows(dataset_, first, rows.rows, hdf5::native_type<T>(), rows.data); });
    }

private:
    std::string file_name_;
    Handle file_;
    Handle dataset_;
};

}  // namespace

// Opened late, so that a rank without rows opens nothing and whoever asks for rows also gets the error.
template <class T>
RowSource<T> open_rows(const InputInfo& info) {
    return [info, open = std::shared_ptr<const OpenDataset>()](std::int64_t first, MatrixView<T> rows) mutable {
        if (!open) open = std::make_shared<const OpenDataset>(info);
        open->read(first, rows);
    };
}

template <class T>
void check_rows(const InputInfo& info, std::uint64_t fingerprint) {
    constexpr Precision read_as = std::is_same_v<T, float> ? Precision::float32 : Precision::float64;
    if (info.precision == read_as && info.checksum && *info.checksum != fingerprint) fail_damaged(info.name);
}

template RowSource<float> open_rows(const InputInfo&);
template RowSource<double> open_rows(const InputInfo&);
template void check_rows<float>(const InputInfo&, std::uint64_t);
template void check_rows<double>(const InputInfo&, std::uint64_t);

}  // namespace lloyd
