#pragma once

#include "lloyd/core/philox.hpp"

#include <cmath>
#include <cstdint>

namespace lloyd {

// The rules of k-means++ and k-means|| that decide results, which the reference follows as well: how many trials a step
// has, what rows weigh, which random numbers are drawn for what. Pure functions.

/// Candidates tried for each centre of greedy k-means++ (scikit-learn's rule): 2 + floor(ln k).
int trials_per_step(int n_clusters);

/// The power of two that turns squared distances up to `maximum` into integer weights whose sum over
/// `rows` rows fits 62 bits; 0 when all distances are 0.
double weight_scale(double maximum, std::int64_t rows);

/// The integer weight of a row in k-means++; scale is a power of two.
inline std::int64_t weight_of(double squared_distance, double scale) {
    return static_cast<std::int64_t>(std::floor(squared_distance * scale));
}

/// One attempt to draw a row with probability proportional to its weight, by rejection (von Neumann 1951): any row is
/// proposed, and taken when its weight is above the threshold, which is uniform below the largest weight.
struct Proposal {
    std::int64_t row;
    std::int64_t threshold;
};
Proposal propose(const Philox& random, int restart, int step, int trial, int attempt, std::int64_t rows,
                 std::int64_t largest_weight);

/// After so many attempts (a few rows outweigh all others) a draw counts through the rows instead: a number below the
/// total weight, and the first row, in global order, at which the running sum exceeds it.
inline constexpr int most_attempts = 1024;
std::int64_t draw_weight(const Philox& random, int restart, int step, int trial, std::int64_t total_weight);

/// Rounds of k-means||. There are more only while there are fewer candidates than clusters.
inline constexpr int oversampling_rounds = 5;

/// Whether a round of k-means|| takes a row: with the chance n_clusters * weight / total, so n_clusters rows on
/// average. random is of Purpose::oversampling; row: global; rounds count from 1.
bool is_taken(const Philox& random, int restart, int round, std::int64_t row, int n_clusters, std::int64_t weight,
              std::int64_t total);

}  // namespace lloyd
