#include "kmeans/seeding/draws.hpp"

#include <algorithm>
#include <array>

namespace lloyd {

namespace {

constexpr std::int64_t undecided = -1;

template <class T>
class Drawing {
public:
    Drawing(const Context& context, const Shard<T>& shard, const Philox& random, int step, int trials,
            std::span<const DrawWeights> weights)
        : context_(context), shard_(shard), random_(random), step_(step), trials_(trials), weights_(weights) {}

    std::vector<std::int64_t> run() {
        rows_.assign(weights_.size() * static_cast<std::size_t>(trials_), undecided);
        // Attempts whose weights travel in one message: few will do, if not, many.
        for (int first = 0, end = 4; first < most_attempts && !pending().empty(); first = end, end *= 4)
            try_attempts(first, end);
        for (const std::size_t draw : pending()) rows_[draw] = count_through(draw);
        return rows_;
    }

private:
    std::vector<std::size_t> pending() const {
        std::vector<std::size_t> draws;
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (rows_[i] == undecided) draws.push_back(i);
        return draws;
    }
    const DrawWeights& weights(std::size_t draw) const { return weights_[draw / static_cast<std::size_t>(trials_)]; }
    int trial(std::size_t draw) const { return static_cast<int>(draw % static_cast<std::size_t>(trials_)); }
    Proposal proposal(std::size_t draw, int attempt) const {
        return propose(random_, weights(draw).restart, step_, trial(draw), attempt, shard_.global_rows,
                       weights(draw).largest);
    }

    void try_attempts(int first, int end) {
        const std::vector<std::size_t> draws = pending();
        const auto attempts = static_cast<std::size_t>(end - first);
        std::vector<std::int64_t> proposed(draws.size() * attempts);
        context_.team.for_each(static_cast<std::int64_t>(proposed.size()), [&](std::int64_t index, int) {
            const auto i = static_cast<std::size_t>(index);
            const std::size_t draw = draws[i / attempts];
            proposed[i] = local_weight(draw, proposal(draw, first + static_cast<int>(i % attempts)).row);
        });
        context_.comm.sum(proposed);  // only the rank that has the row knows its weight
        for (std::size_t i = 0; i < draws.size(); ++i)
            for (int attempt = first; attempt < end && rows_[draws[i]] == undecided; ++attempt) {
                const Proposal drawn = proposal(draws[i], attempt);
                const bool equal = weights(draws[i]).largest == 0;
                if (equal || proposed[i * attempts + static_cast<std::size_t>(attempt - first)] > drawn.threshold)
                    rows_[draws[i]] = drawn.row;
            }
    }

    std::int64_t local_weight(std::size_t draw, std::int64_t global_row) const {
        // Where all rows are equal there may be no distances yet.
        if (weights(draw).largest == 0 || global_row < shard_.rows.begin || global_row >= shard_.rows.end) return 0;
        return weight_of(weights(draw).closest(global_row - shard_.rows.begin), weights(draw).scale);
    }

    std::int64_t count_through(std::size_t draw) {
        constexpr std::int64_t piece = 1 << 16;
        const std::int64_t rows = shard_.rows.count();
        const std::vector<double> closest = weights(draw).closest_of_all();
        const auto weight_at = [&](std::int64_t row) {
            return weight_of(closest[static_cast<std::size_t>(row)], weights(draw).scale);
        };
        std::vector<std::int64_t> pieces(static_cast<std::size_t>((rows + piece - 1) / piece));
        context_.team.for_each(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i, int) {
            for (std::int64_t row = i * piece; row < std::min(rows, (i + 1) * piece); ++row)
                pieces[static_cast<std::size_t>(i)] += weight_at(row);
        });
        std::array<std::int64_t, 1> before{};
        for (const std::int64_t weight : pieces) before[0] += weight;
        const std::int64_t local = before[0];
        std::array<std::int64_t, 1> total = before;
        context_.comm.exclusive_sum(before);
        context_.comm.sum(total);

        std::int64_t left = draw_weight(random_, weights(draw).restart, step_, trial(draw), total[0]) - before[0];
        std::array<std::int64_t, 1> row{0};
        if (left >= 0 && left < local) {
            std::size_t i = 0;
            for (; left >= pieces[i]; ++i) left -= pieces[i];
            std::int64_t at = static_cast<std::int64_t>(i) * piece;
            for (; left >= weight_at(at); ++at) left -= weight_at(at);
            row[0] = shard_.rows.begin + at;
        }
        context_.comm.sum(row);
        return row[0];
    }

    const Context& context_;
    const Shard<T>& shard_;
    const Philox& random_;
    int step_;
    int trials_;
    std::span<const DrawWeights> weights_;
    std::vector<std::int64_t> rows_;
};

}  // namespace

template <class T>
std::vector<std::int64_t> draw_rows(const Context& context, const Shard<T>& shard, const Philox& random, int step,
                                    int trials, std::span<const DrawWeights> weights) {
    return Drawing<T>(context, shard, random, step, trials, weights).run();
}

template std::vector<std::int64_t> draw_rows(const Context&, const Shard<float>&, const Philox&, int, int,
                                             std::span<const DrawWeights>);
template std::vector<std::int64_t> draw_rows(const Context&, const Shard<double>&, const Philox&, int, int,
                                             std::span<const DrawWeights>);

}  // namespace lloyd
