#include "files/checkpoint_columns.hpp"

#include "lloyd/base/error.hpp"

#include <algorithm>
#include <utility>

namespace lloyd {

namespace {

template <class Value>
void append(std::vector<Value>& column, std::span<const Value> values) {
    column.insert(column.end(), values.begin(), values.end());
}

/// What is left of a column.
template <class Value>
class Rest {
public:
    explicit Rest(const std::vector<Value>& column) : rest_(column) {}

    std::vector<Value> take(std::int64_t count) {
        const auto some = rest_.first(static_cast<std::size_t>(count));
        rest_ = rest_.subspan(some.size());
        return {some.begin(), some.end()};
    }
    Matrix<Value> take_matrix(std::int64_t rows, int features) {
        const std::vector<Value> values = take(rows * features);
        return Matrix<Value>(MatrixView<const Value>{values.data(), rows, features});
    }

private:
    std::span<const Value> rest_;
};

template <class T>
bool fit_together(const CheckpointColumns<T>& columns, int n_clusters, int features) {
    const std::size_t restarts = columns.n_centers.size();
    if (columns.n_iter.size() != restarts || columns.converged.size() != restarts ||
        columns.empty_relocations.size() != restarts)
        return false;
    std::int64_t centers = 0;
    std::int64_t assigned = 0;
    std::int64_t iterations = 0;
    for (std::size_t i = 0; i < restarts; ++i) {
        const bool is_seeded = columns.n_centers[i] == n_clusters;
        if (columns.n_centers[i] < 0 || columns.n_centers[i] > n_clusters || columns.n_iter[i] < 0) return false;
        if (columns.n_iter[i] > 0 && !is_seeded) return false;
        centers += columns.n_centers[i];
        assigned += columns.n_iter[i] > 0 ? n_clusters : 0;
        iterations += columns.n_iter[i];
    }
    return std::ssize(columns.centers) == centers * features && std::ssize(columns.assigned) == assigned * features &&
           std::ssize(columns.inertia) == iterations && std::ssize(columns.center_shift) == iterations &&
           std::ssize(columns.labels_changed) == iterations;
}

}  // namespace

template <class T>
CheckpointColumns<T> columns_of(std::span<const Restart<T>> restarts) {
    CheckpointColumns<T> columns;
    for (const Restart<T>& restart : restarts) {
        columns.n_centers.push_back(restart.n_clusters());
        columns.n_iter.push_back(restart.summary.n_iter);
        columns.converged.push_back(static_cast<std::int8_t>(restart.summary.converged));
        columns.empty_relocations.push_back(restart.summary.empty_relocations);
        append(columns.centers, restart.centers.span());
        append(columns.assigned, restart.assigned.span());
        append<double>(columns.inertia, restart.history.inertia);
        append<double>(columns.center_shift, restart.history.center_shift);
        append<std::int64_t>(columns.labels_changed, restart.history.labels_changed);
    }
    return columns;
}

template <class T>
std::vector<Restart<T>> restarts_of(const CheckpointColumns<T>& columns, int n_clusters, int features,
                                    const std::string& path) {
    if (!fit_together(columns, n_clusters, features))
        fail(ExitCode::data, "{} is damaged (its parts do not fit together) take another checkpoint or begin anew",
             path);
    Rest centers(columns.centers);
    Rest assigned(columns.assigned);
    Rest inertia(columns.inertia);
    Rest center_shift(columns.center_shift);
    Rest labels_changed(columns.labels_changed);
    std::vector<Restart<T>> restarts;
    for (std::size_t i = 0; i < columns.n_centers.size(); ++i) {
        const std::int32_t n_iter = columns.n_iter[i];
        Restart<T> restart{.index = static_cast<int>(i),
                           .centers = centers.take_matrix(columns.n_centers[i], features)};
        if (n_iter > 0) restart.assigned = assigned.take_matrix(n_clusters, features);
        restart.summary = {.inertia = 0,
                           .n_iter = n_iter,
                           .converged = columns.converged[i] != 0,
                           .empty_relocations = columns.empty_relocations[i]};
        restart.history = {.inertia = inertia.take(n_iter),
                           .center_shift = center_shift.take(n_iter),
                           .labels_changed = labels_changed.take(n_iter)};
        restarts.push_back(std::move(restart));
    }
    return restarts;
}

#define LLOYD_INSTANTIATE(T)                                               \
    template CheckpointColumns<T> columns_of(std::span<const Restart<T>>); \
    template std::vector<Restart<T>> restarts_of(const CheckpointColumns<T>&, int, int, const std::string&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
