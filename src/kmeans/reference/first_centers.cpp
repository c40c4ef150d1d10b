#include "kmeans/reference/first_centers.hpp"

#include "kmeans/seeding/rules.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "lloyd/core/philox.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

namespace lloyd {

namespace {

template <class T>
Matrix<T> take_rows(MatrixView<const T> data, const std::vector<std::int64_t>& rows) {
    Matrix<T> taken(static_cast<std::int64_t>(rows.size()), data.cols);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(data.row(rows[i]), data.cols, taken.row(static_cast<std::int64_t>(i)));
    return taken;
}

template <class T>
Matrix<T> greedy_centers(MatrixView<const T> data, const FitOptions& options, int restart) {
    const Philox random(options.seed, Purpose::seeding);
    const auto features = static_cast<int>(data.cols);
    std::vector<T> closest(static_cast<std::size_t>(data.rows), std::numeric_limits<T>::infinity());
    std::vector<std::int64_t> chosen;
    double scale = 0;
    double farthest = 0;
    const auto weight = [&](T distance) { return weight_of(static_cast<double>(distance), scale); };
    const auto draw = [&](int step, int trial) {
        const std::int64_t largest = weight_of(farthest, scale);
        for (int attempt = 0; attempt < most_attempts; ++attempt) {
            const Proposal proposal = propose(random, restart, step, trial, attempt, data.rows, largest);
            if (largest == 0 || weight(closest[static_cast<std::size_t>(proposal.row)]) > proposal.threshold)
                return proposal.row;
        }
        std::int64_t total = 0;
        for (const T distance : closest) total += weight(distance);
        std::int64_t left = draw_weight(random, restart, step, trial, total);
        std::int64_t row = 0;
        for (; left >= weight(closest[static_cast<std::size_t>(row)]); ++row)
            left -= weight(closest[static_cast<std::size_t>(row)]);
        return row;
    };

    for (int step = 0; step < options.n_clusters; ++step) {
        std::int64_t best_row = 0;
        std::int64_t best_potential = std::numeric_limits<std::int64_t>::max();
        for (int trial = 0; trial < (step == 0 ? 1 : trials_per_step(options.n_clusters)); ++trial) {
            const std::int64_t row = draw(step, trial);
            std::int64_t potential = 0;
            if (step > 0)
                for (std::int64_t i = 0; i < data.rows; ++i)
                    potential += weight(std::min(closest[static_cast<std::size_t>(i)],
                                                 squared_distance(data.row(i), data.row(row), features)));
            if (potential < best_potential) {
                best_potential = potential;
                best_row = row;
            }
        }
        chosen.push_back(best_row);
        T maximum = 0;
        for (std::int64_t i = 0; i < data.rows; ++i) {
            T& distance = closest[static_cast<std::size_t>(i)];
            distance = std::min(distance, squared_distance(data.row(i), data.row(best_row), features));
            maximum = std::max(maximum, distance);
        }
        farthest = static_cast<double>(maximum);
        scale = weight_scale(farthest, data.rows);
    }
    return take_rows(data, chosen);
}

template <class T>
Matrix<T> oversampled(MatrixView<const T> data, const FitOptions& options, int restart) {
    const Philox oversampling(options.seed, Purpose::oversampling);
    const Philox random(options.seed, Purpose::seeding);
    const auto features = static_cast<int>(data.cols);
    std::vector<T> closest(static_cast<std::size_t>(data.rows), std::numeric_limits<T>::infinity());
    std::vector<std::size_t> nearest(closest.size());
    std::vector<std::int64_t> candidates;
    const auto add = [&](std::int64_t candidate) {
        for (std::size_t i = 0; i < closest.size(); ++i) {
            const T distance = squared_distance(data.row(static_cast<std::int64_t>(i)), data.row(candidate), features);
            if (distance < closest[i]) closest[i] = distance, nearest[i] = candidates.size();
        }
        candidates.push_back(candidate);
    };
    add(below(random(static_cast<std::uint32_t>(restart), 0, 0), data.rows));
    for (int round = 1; round <= oversampling_rounds || std::ssize(candidates) < options.n_clusters; ++round) {
        const double scale = weight_scale(static_cast<double>(*std::ranges::max_element(closest)), data.rows);
        if (scale == 0) break;
        std::vector<std::int64_t> weights;
        for (const T distance : closest) weights.push_back(weight_of(static_cast<double>(distance), scale));
        const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
        for (std::int64_t row = 0; row < data.rows; ++row)
            if (is_taken(oversampling, restart, round, row, options.n_clusters, weights[static_cast<std::size_t>(row)],
                         total))
                add(row);
    }

    std::vector<std::int64_t> counts(candidates.size());
    for (const std::size_t candidate : nearest) ++counts[candidate];
    std::vector<T> to_centers(candidates.size(), std::numeric_limits<T>::infinity());
    std::vector<std::int64_t> chosen;
    double scale = 0;
    const auto weight = [&](std::size_t i, T distance) {
        return counts[i] * weight_of(static_cast<double>(distance), scale);
    };
    for (int step = 0; step < options.n_clusters; ++step) {
        std::vector<std::int64_t> weights = counts;
        for (std::size_t i = 0; i < counts.size() && step > 0; ++i) weights[i] = weight(i, to_centers[i]);
        std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
        if (total == 0) weights = counts, total = data.rows;
        std::vector<T> best;
        std::int64_t best_potential = std::numeric_limits<std::int64_t>::max();
        for (int trial = 0; trial < (step == 0 ? 1 : trials_per_step(options.n_clusters)); ++trial) {
            std::int64_t left = draw_weight(random, restart, step, trial, total);
            std::size_t drawn = 0;
            for (; left >= weights[drawn]; ++drawn) left -= weights[drawn];
            std::vector<T> to_trial = to_centers;
            std::int64_t potential = 0;
            for (std::size_t i = 0; i < counts.size(); ++i) {
                to_trial[i] = std::min(
                    to_trial[i], squared_distance(data.row(candidates[i]), data.row(candidates[drawn]), features));
                potential += weight(i, to_trial[i]);
            }
            if (potential >= best_potential) continue;
            best_potential = potential;
            best = to_trial;
            chosen.resize(static_cast<std::size_t>(step));
            chosen.push_back(candidates[drawn]);
        }
        to_centers = best;
        scale = weight_scale(static_cast<double>(*std::ranges::max_element(to_centers)), data.rows);
    }
    return take_rows(data, chosen);
}

}  // namespace

template <class T>
Matrix<T> reference_centers(MatrixView<const T> data, const FitOptions& options, MatrixView<const T> initial,
                            int restart) {
    if (options.init == Init::kmeans_plus_plus) return greedy_centers(data, options, restart);
    if (options.init == Init::kmeans_parallel) return oversampled(data, options, restart);
    if (options.init == Init::random)
        return take_rows(data, sample_rows(Philox(options.seed, Purpose::random_rows),
                                           static_cast<std::uint32_t>(restart), data.rows, options.n_clusters));
    std::vector<std::int64_t> all(static_cast<std::size_t>(initial.rows));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return take_rows(initial, all);
}

template Matrix<float> reference_centers(MatrixView<const float>, const FitOptions&, MatrixView<const float>, int);
template Matrix<double> reference_centers(MatrixView<const double>, const FitOptions&, MatrixView<const double>, int);

}  // namespace lloyd
