#pragma once

#include "kmeans/chosen_centers.hpp"
#include "kmeans/contest.hpp"
#include "kmeans/draw.hpp"
#include "lloyd/core/score_trials.hpp"
#include "lloyd/data/digest.hpp"
#include "lloyd/kmeans/options.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Restarts [begin, end).
struct RestartRange {
    int begin = 0;
    int end = 0;
    int count() const { return end - begin; }
};

/// Greedy k-means++ (Arthur & Vassilvitskii 2007, with scikit-learn's local trials) for a few restarts
/// that share every sweep over the rows.
///
/// A row's weight is floor(D * scale) with D its squared distance to the closest centre so far and
/// scale a power of two chosen from the largest D of all rows, so weights and their sums are exact
/// integers. Each trial draws a row by weight (draw.hpp); the one that takes most off the total wins, the first of equals.
///
/// One sweep a centre, over the rounded rows: it brings each tile's scores up to date with the last winner and bounds what the
/// new candidates gain. Exact distances are found for trials that bounds do not decide, for the rows drawn, and for those
/// that may be farthest. A tile whose ball shows that a candidate is closest to none of its rows is not read for that candidate.
///
/// Rows' scores of the closest centre are kept in `closest`, or found anew, where tiles are near a few centres only.
template <class T>
class GreedySeeding {
public:
    /// Whether scores can be found anew, with an empty `closest`: a tile then knows which of so many centres are near.
    static bool can_find_anew(const TileSummaries& summaries, int n_clusters) {
        return !summaries.empty() && n_clusters <= ChosenCenters<T>::most_near;
    }

    /// closest: for every restart a score for every slot of the rounded rows, or none.
    GreedySeeding(const Context& context, const Shard<T>& shard, const Digest<T>& rows, const FitOptions& options,
                  RestartRange restarts, std::span<float> closest);

    /// Collective. Chooses the next centre of every restart.
    void add_center();

    /// (k, d) of each restart, once all centres are there.
    std::vector<Matrix<T>> take_centers();

    /// Rows times centres and candidates that were scored so far, of this rank.
    std::int64_t scored_pairs() const;

private:
    /// What may be closest to rows of a tile.
    struct Matters {
        std::uint32_t trials;  ///< bit by bit
        bool winner;
    };
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        std::vector<double> to_winners;                       ///< squared distances, [restart][tile of the group]
        std::vector<double> to_candidates;                    ///< [restart][trial][tile of the group]
        std::vector<Matters> matters;                         ///< [restart][tile of the group]
        std::array<bool, TileSummaries::group_size> is_read;  ///< whether it has to be
        ShiftedTile rows;
        std::vector<std::int32_t> chosen;
        Panels<float> panels;
        std::vector<float> half_norms;
        std::vector<float> closest;
        std::vector<ScoreTrial> results;
        std::vector<double> above;           ///< >= each row's squared distance to its closest
        std::vector<T> to_points;            ///< [point][padded row] of a tile
        std::vector<std::int32_t> doubtful;  ///< rows of a tile whose closest have to be measured
        std::vector<T> squared;              ///< theirs
        std::vector<GainBounds> gains;       ///< [restart][trial]
        std::int64_t scored_pairs = 0;
    };
    void prepare(const Matrix<T>& candidates, int trials);
    std::vector<GainBounds> sweep(const Matrix<T>& candidates, int trials);
    void find_what_matters(int restart, std::int64_t group, int trials, Scratch& scratch);
    void try_on_tile(int restart, std::int64_t tile, int trials, Scratch& scratch);
    bool take_in_winner(int restart, std::int64_t tile, double to_winner);

    std::vector<int> decide(const Matrix<T>& candidates, int trials, std::span<const GainBounds> gains);
    std::vector<std::int64_t> exact_gains(const Matrix<T>& candidates, std::span<const Contest> contests);
    double largest_closest(int restart, Scratch& scratch);
    void bound_rows(int restart, std::int64_t tile, const Panels<T>& points, Scratch& scratch);

    bool finds_anew() const { return closest_.empty(); }
    ChosenCenters<T>& chosen(int restart) { return chosen_[static_cast<std::size_t>(restart)]; }
    const ChosenCenters<T>& chosen(int restart) const { return chosen_[static_cast<std::size_t>(restart)]; }
    std::size_t trial_on_tile(int restart, std::int64_t tile, int trial) const {
        return static_cast<std::size_t>((restart * std::int64_t{trials_} + trial) * shard_.tiles.count() + tile);
    }

    const Context& context_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const RoundedRows<T>& rounded_;
    Philox random_;
    RestartRange restarts_;
    int trials_;                            ///< a step
    int step_ = 0;                          ///< centres chosen so far
    std::span<float> closest_;              ///< [restart][slot] without the last winner; or empty
    std::vector<ChosenCenters<T>> chosen_;  ///< [restart]
    std::vector<double> farthest_;  ///< [restart][trial][tile] a bound on what is left with that trial as a centre, or
                                    ///< below 0 where it would change nothing
    std::vector<int> winners_;      ///< [restart] the trial that became the last centre
    std::vector<RowWeights> weights_;        ///< [restart]
    std::vector<Matrix<double>> between_;    ///< [restart] squared distances of each trial to the centres
    FilteredCenters candidates_;             ///< [restart][trial]
    std::vector<FilteredCenters> filtered_;  ///< [restart] the centres, or the last one where scores are kept
    float largest_norm_ = 0;                 ///< of all centres and candidates, squared
    std::vector<Scratch> scratch_;           ///< [thread]
};

}  // namespace lloyd
