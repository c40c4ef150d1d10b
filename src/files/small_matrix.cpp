#include "lloyd/files/small_matrix.hpp"

#include "lloyd/base/checksum.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/parallel/agree.hpp"

#include <cmath>

namespace lloyd {

namespace {

template <class T>
void expect_finite(const DatasetName& name, const Matrix<T>& matrix) {
    for (std::int64_t row = 0; row < matrix.rows(); ++row)
        for (std::int64_t column = 0; column < matrix.cols(); ++column)
            if (!std::isfinite(matrix.row(row)[column]))
                fail(ExitCode::data,
                     "{}:{} has {} at row {}, column {} (distances would mean nothing) repair or drop the row",
                     name.file, name.dataset, matrix.row(row)[column], row, column);
}

}  // namespace

template <class T>
Matrix<T> read_matrix(const Communicator& comm, const DatasetName& name) {
    const InputInfo info = inspect_input(comm, name);
    auto matrix = agree(comm, [&] {
        Matrix<T> all(info.rows, info.features);
        if (comm.is_root()) {
            open_rows<T>(info)(0, all.view());
            check_rows<T>(info,
                          checksum_of_rows(all.view().data, 0, info.rows, info.features * std::int64_t{sizeof(T)}));
            expect_finite(info.name, all);
        }
        return all;
    });
    comm.broadcast(std::as_writable_bytes(matrix.span()));
    return matrix;
}

template Matrix<float> read_matrix(const Communicator&, const DatasetName&);
template Matrix<double> read_matrix(const Communicator&, const DatasetName&);

}  // namespace lloyd
