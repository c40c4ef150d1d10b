#pragma once

#include "kmeans/chosen_centers.hpp"
#include "kmeans/contest.hpp"
#include "kmeans/draw.hpp"
#include "lloyd/core/score_trials.hpp"
#include "lloyd/core/try_tiles.hpp"
#include "lloyd/data/digest.hpp"
#include "lloyd/kmeans/options.hpp"

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
/// Most steps are decided by what tiles' balls and means say of the trials (try_tiles.hpp). Where they leave several, the
/// rounded rows of those tiles are read for them that say too little (score_trials.hpp). Exact distances are found for
/// trials that are not decided then, for the rows drawn, and for those that may be farthest.
///
/// Rows' scores of the closest centre are kept, where tiles come to know of centres when they are read; or they are found
/// anew, where tiles are near a few centres only. Where scores are dear those of trials are kept, too: the winner's are the
/// centre's.
template <class T>
class GreedySeeding {
public:
    /// Whether scores can be found anew, with an empty `closest`: a tile then knows which of so many centres are near.
    static bool can_find_anew(const TileSummaries& summaries, int n_clusters) {
        return !summaries.empty() && n_clusters <= ChosenCenters<T>::most_near;
    }

    /// scores: for every restart and slot of the rounded rows one, kept_scores() without balls, or none.
    GreedySeeding(const Context& context, const Shard<T>& shard, const Digest<T>& rows, const FitOptions& options,
                  RestartRange restarts, std::span<float> scores);

    /// Collective. Chooses the next centre of every restart.
    void add_center();

    /// (k, d) of each restart, once all centres are there.
    std::vector<Matrix<T>> take_centers();

    /// Rows times centres and candidates that were scored so far, of this rank.
    std::int64_t scored_pairs() const;

private:
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        std::vector<double> to_points;        ///< squared distances, [candidate][tile of the group]
        std::vector<double> nearest_centers;  ///< of the group's tiles
        KnownTiles known;
        TriedTiles tried;
        std::vector<std::uint32_t> to_read;  ///< [tile of the group][restart] trials, bit by bit
        ShiftedTile rows;
        std::int64_t restored = -1;  ///< the tile that they are of
        std::vector<std::int32_t> chosen;
        Panels<float> panels;
        std::vector<float> half_norms;
        std::vector<std::int32_t> tried_together;  ///< candidates in trial_panels, mostly the same from tile to tile
        Panels<float> trial_panels;
        std::vector<float> trial_half_norms;
        Filter trial_filter{};
        std::vector<float> closest;
        std::vector<ScoreTrial> results;
        std::vector<float*> kept;            ///< where trials' scores are left
        std::vector<double> above;           ///< >= each row's squared distance to its closest
        std::vector<T> to_trials;            ///< [trial][padded row] of a tile
        std::vector<std::int32_t> doubtful;  ///< rows of a tile whose closest have to be measured
        std::vector<T> squared;              ///< theirs
        std::vector<GainBounds> gains;       ///< [restart][trial]
        std::int64_t scored_pairs = 0;
    };
    /// What is known of a trial on a tile after its rows were read.
    struct TrialOnTile {
        SumBounds left;   ///< potential
        double farthest;  ///< below 0 where the trial changes nothing
    };

    int trials() const { return step_ == 0 ? 1 : trials_; }
    void prepare();
    template <class Each>
    void for_each_group(std::span<const std::int32_t> candidates, const Each& each);
    void know_group(std::int64_t group, int restart, Scratch& scratch);
    void try_on_group(std::int64_t group, std::int32_t candidate, const double* to_candidate, Scratch& scratch);
    std::vector<GainBounds> gains_by_balls();
    std::vector<GainBounds> gains_by_rows(std::span<const Contest> contests);
    std::vector<GainBounds> total_gains() const;
    bool is_certain(std::int64_t tile, double gain_below, double gain_above) const;
    void read_tile(std::int64_t tile, std::span<const std::uint32_t> trials_of_restarts, Scratch& scratch);
    std::vector<int> decide();
    std::vector<std::int64_t> exact_gains(std::span<const Contest> contests);
    void take_in();

    void restore(std::int64_t tile, Scratch& scratch);
    const float* score_closest(int restart, std::int64_t tile, Scratch& scratch);
    Filter errors() const;
    void bound_rows(int restart, std::int64_t tile, Scratch& scratch);
    std::vector<double> largest_closest();
    double largest_on_tile(int restart, std::int64_t tile, double at_least, Scratch& scratch);

    int group_tiles(std::int64_t group) const {
        constexpr std::int64_t size = TileSummaries::group_size;
        return static_cast<int>(std::min(size, shard_.tiles.count() - group * size));
    }
    bool finds_anew() const { return closest_.empty(); }
    /// A trial's scores of a tile's rows in this step, or if it won, in the last.
    float* tried_scores(int restart, int trial, std::int64_t tile) const {
        return tried_.data() + (std::int64_t{restart} * trials_ + trial) * rounded_.slots() + rounded_.first_slot(tile);
    }
    ChosenCenters<T>& chosen(int restart) { return chosen_[static_cast<std::size_t>(restart)]; }
    const ChosenCenters<T>& chosen(int restart) const { return chosen_[static_cast<std::size_t>(restart)]; }
    TrialOnTile& trial_on_tile(std::int32_t candidate, std::int64_t tile) {
        const std::int64_t row = read_[static_cast<std::size_t>(candidate)];
        return on_tiles_[static_cast<std::size_t>(row * shard_.tiles.count() + tile)];
    }

    const Context& context_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const RoundedRows<T>& rounded_;
    Philox random_;
    RestartRange restarts_;
    int trials_;                ///< a step
    int step_ = 0;              ///< centres chosen so far
    int balls_wait_ = 0;        ///< steps without asking the balls, twice as many whenever they told nothing
    int balls_again_ = 1;       ///< the step at which they are asked again
    std::span<float> closest_;  ///< [restart][slot] scores of the centres that are scored; or empty
    std::span<float> tried_;    ///< [restart][trial][slot] where all tiles are read for all open trials; or empty
    std::vector<int> winners_;  ///< [restart] trials of the last step
    std::vector<std::uint8_t> is_begun_;    ///< [restart][tile] whether any are
    std::vector<ChosenCenters<T>> chosen_;  ///< [restart]
    std::vector<std::int32_t> read_;   ///< [restart][trial] its place among those tried on rows in this step, or -1
    Buffer<TrialOnTile> on_tiles_;     ///< [of those][tile]
    std::vector<RowWeights> weights_;  ///< [restart]
    Matrix<T> candidates_;             ///< [restart][trial]
    Matrix<double> points_;            ///< the same
    FilteredCenters filtered_candidates_;
    std::vector<FilteredCenters> filtered_;  ///< [restart] the centres
    float largest_norm_ = 0;                 ///< of all centres and candidates, squared
    std::vector<Scratch> scratch_;           ///< [thread]
};

/// Calls each(group, scratch) with the squared distances of a group's tiles to some candidates in to_points.
template <class T>
template <class Each>
void GreedySeeding<T>::for_each_group(std::span<const std::int32_t> candidates, const Each& each) {
    constexpr int size = TileSummaries::group_size;
    Panels<double> panels;
    panels.pack(std::as_const(points_).view(), candidates);
    context_.team.for_each((shard_.tiles.count() + size - 1) / size, [&](std::int64_t group, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.to_points.resize(candidates.size() * size);
        if (!summaries_.empty()) all_distances(summaries_.group(group), panels, scratch.to_points.data());
        each(group, scratch);
    });
}

}  // namespace lloyd
