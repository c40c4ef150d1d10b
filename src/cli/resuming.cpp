#include "cli/resuming.hpp"

#include "lloyd/base/checksum.hpp"

#include <fmt/format.h>

namespace lloyd::cli {

template <class T>
FitIdentity identity_of(const InputRecord& rows, const FitOptions& options, const Matrix<T>& initial_centers) {
    FitIdentity identity{.input = rows, .options = options, .init_fingerprint = ""};
    const std::int64_t row_bytes = initial_centers.cols() * static_cast<std::int64_t>(sizeof(T));
    if (!initial_centers.empty())
        identity.init_fingerprint =
            fmt::format("{:016x}", checksum_of_rows(initial_centers.row(0), 0, initial_centers.rows(), row_bytes));
    return identity;
}

template <class T>
Checkpoint<T> read_earlier(const Communicator& comm, const std::string& path, const FitIdentity& identity,
                           const Console& console) {
    if (path.empty()) return {};
    Checkpoint<T> earlier = read_checkpoint<T>(comm, path, identity);
    if (!earlier.warning.empty()) console.warning(earlier.warning);
    return earlier;
}

template <class T>
RowSource<T> until_signal(const RowSource<T>& source, const std::string& resumed_from) {
    return [source, resumed = !resumed_from.empty()](std::int64_t first, MatrixView<T> rows) mutable {
        if (const int code = EarlyEnd::signal_code())
            fail(resumed ? ExitCode::stopped : static_cast<ExitCode>(code),
                 "stopped by {} while rows are read (no work is lost) use the same command another time",
                 signal_name(code - 128));
        source(first, rows);
    };
}

std::int64_t checkpoint_bytes(const CheckpointOptions& checkpoint, const InputRecord& rows, const FitOptions& options) {
    if (checkpoint.file().empty()) return 0;
    constexpr std::int64_t sets_of_centers = 2;  // as they are and as rows were assigned by
    const std::int64_t value_bytes = rows.precision == Precision::float32 ? sizeof(float) : sizeof(double);
    const std::int64_t bytes =
        sets_of_centers * options.n_init * options.n_clusters * std::int64_t{rows.features} * value_bytes;
    return checkpoint.resume.empty() ? bytes : 2 * bytes;
}

#define LLOYD_INSTANTIATE(T)                                                                                          \
    template FitIdentity identity_of(const InputRecord&, const FitOptions&, const Matrix<T>&);                        \
    template Checkpoint<T> read_earlier(const Communicator&, const std::string&, const FitIdentity&, const Console&); \
    template RowSource<T> until_signal(const RowSource<T>&, const std::string&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd::cli
