#include "kmeans/reference/fit_reference.hpp"

#include "kmeans/reference/columns.hpp"
#include "kmeans/reference/first_centers.hpp"
#include "lloyd/core/exact/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lloyd {

namespace {

/// One restart: the textbook, with scikit-learn's rules for stopping and empty clusters.
template <class T>
class OneRestart {
public:
    OneRestart(MatrixView<const T> data, const FitOptions& options, const Columns& columns, Matrix<T> centers)
        : data_(data),
          options_(options),
          columns_(columns),
          centers_(std::move(centers)),
          labels_(static_cast<std::size_t>(data.rows), -1),
          distances_(labels_.size()) {}

    void run() {
        while (summary_.n_iter < options_.max_iter && !summary_.converged) {
            const std::int64_t changed = assign();
            const double shift = update();
            history_.labels_changed.push_back(changed);
            history_.center_shift.push_back(shift);
            summary_.n_iter += 1;
            summary_.converged = changed == 0 || shift <= options_.tol * columns_.mean_variance;
        }
        assign();
        Sum inertia;
        for (const T distance : distances_) inertia.add(columns_.inertia_scale, static_cast<double>(distance));
        summary_.inertia = inertia.mean<double>(columns_.inertia_scale, 1);
    }

    Matrix<T> centers_result() { return std::move(centers_); }
    const std::vector<std::int32_t>& labels() const { return labels_; }
    const RestartSummary& summary() const { return summary_; }
    const History& history() const { return history_; }

private:
    std::int64_t assign() {
        std::int64_t changed = 0;
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            std::int32_t label = 0;
            T nearest = std::numeric_limits<T>::infinity();
            for (int j = 0; j < options_.n_clusters; ++j) {
                const T distance =
                    squared_distance(data_.row(static_cast<std::int64_t>(i)), centers_.row(j), features());
                if (distance < nearest) {
                    nearest = distance;
                    label = j;
                }
            }
            changed += label != labels_[i] ? 1 : 0;
            labels_[i] = label;
            distances_[i] = nearest;
        }
        return changed;
    }

    double update() {
        const auto k = static_cast<std::size_t>(options_.n_clusters);
        std::vector<std::vector<Sum>> sums(k, std::vector<Sum>(static_cast<std::size_t>(features())));
        std::vector<std::int64_t> counts(k);
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const auto label = static_cast<std::size_t>(labels_[i]);
            ++counts[label];
            for (std::size_t t = 0; t < sums[label].size(); ++t) sums[label][t].add(columns_.scale[t], value(i, t));
        }
        history_.inertia.push_back(inertia_from(sums, counts));
        relocate(sums, counts);

        double shift = 0;
        for (std::size_t j = 0; j < k; ++j) {
            if (counts[j] == 0) continue;
            T* center = centers_.row(static_cast<std::int64_t>(j));
            const std::vector<T> old(center, center + features());
            for (std::size_t t = 0; t < old.size(); ++t)
                center[t] = sums[j][t].template mean<T>(columns_.scale[t], counts[j]);
            shift += static_cast<double>(squared_distance(center, old.data(), features()));
        }
        return shift;
    }

    /// The farthest rows found the empty clusters.
    void relocate(std::vector<std::vector<Sum>>& sums, std::vector<std::int64_t>& counts) {
        std::vector<std::size_t> farthest(labels_.size());
        std::iota(farthest.begin(), farthest.end(), std::size_t{0});
        std::stable_sort(farthest.begin(), farthest.end(),
                         [&](auto a, auto b) { return distances_[a] > distances_[b]; });
        if (distances_[farthest.front()] == 0) return;
        const std::vector<std::int64_t> before = counts;
        auto next = farthest.begin();
        for (std::size_t j = 0; j < counts.size(); ++j) {
            if (before[j] != 0) continue;
            const std::size_t row = *next++;
            const auto from = static_cast<std::size_t>(labels_[row]);
            for (std::size_t t = 0; t < sums[j].size(); ++t) {
                sums[j][t].add(columns_.scale[t], value(row, t));
                sums[from][t].subtract(columns_.scale[t], value(row, t));
            }
            --counts[from];
            ++counts[j];
            summary_.empty_relocations += 1;
        }
    }

    double inertia_from(const std::vector<std::vector<Sum>>& sums, const std::vector<std::int64_t>& counts) const {
        double inertia = columns_.scatter;
        for (std::size_t j = 0; j < sums.size(); ++j) {
            if (counts[j] == 0) continue;
            std::vector<double> mean;
            for (std::size_t t = 0; t < sums[j].size(); ++t)
                mean.push_back(sums[j][t].template mean<double>(columns_.scale[t], counts[j]));
            const T* row = centers_.row(static_cast<std::int64_t>(j));
            const std::vector<double> center(row, row + features());
            const double explained = squared_distance(mean.data(), columns_.mean.data(), features());
            const double missed = squared_distance(mean.data(), center.data(), features());
            inertia -= static_cast<double>(counts[j]) * (explained - missed);
        }
        return std::max(inertia, 0.0);
    }

    int features() const { return static_cast<int>(data_.cols); }
    double value(std::size_t row, std::size_t t) const {
        return static_cast<double>(data_.row(static_cast<std::int64_t>(row))[t]);
    }

    MatrixView<const T> data_;
    const FitOptions& options_;
    const Columns& columns_;
    Matrix<T> centers_;
    std::vector<std::int32_t> labels_;
    std::vector<T> distances_;
    RestartSummary summary_;
    History history_;
};

}  // namespace

template <class T>
FitResult<T> fit_reference(MatrixView<const T> data, const FitOptions& options, MatrixView<const T> initial_centers) {
    const Columns columns = describe(data, initial_centers);
    FitResult<T> result;
    for (int restart = 0; restart < (options.init == Init::given ? 1 : options.n_init); ++restart) {
        OneRestart<T> one(data, options, columns, reference_centers(data, options, initial_centers, restart));
        one.run();
        result.restarts.push_back(one.summary());
        if (restart > 0 && one.summary().inertia >= result.best().inertia) continue;
        result.best_restart = restart;
        result.labels = one.labels();
        result.history = one.history();
        result.cluster_centers = one.centers_result();
    }
    result.cluster_sizes.resize(static_cast<std::size_t>(options.n_clusters));
    for (const std::int32_t label : result.labels) ++result.cluster_sizes[static_cast<std::size_t>(label)];
    return result;
}

template FitResult<float> fit_reference(MatrixView<const float>, const FitOptions&, MatrixView<const float>);
template FitResult<double> fit_reference(MatrixView<const double>, const FitOptions&, MatrixView<const double>);

}  // namespace lloyd
