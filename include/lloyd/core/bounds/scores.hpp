#pragma once

namespace lloyd {

// The score of a row and a centre is |c|^2 / 2 - x c, both less a common origin and in single precision: half of their
// squared distance, less |x|^2 / 2, which is the same for all centres. It takes one fused multiply-add a feature, half
// of what a distance takes, in half the width of a double.
//
// With centres rounded to float, and u = 2^-24: scores and norms add products 64 at a time, so no product goes through
// more than m = min(d, 64) + d / 64 + 1 additions, and the error of a score is at most (m + 6) u (|c|^2 / 2 + |x| |c|)
// (Higham 2002, chapter 3). Where lanes hold features, a product goes through at most 64 additions in its lane, one for
// each 64 vectors, log2(lanes), one for the features past the last whole vector and one with the norm: no more than m,
// for there are 64 features at least.

/// What scores of some centres are computed from besides rows and centres, and what they may be off by.
struct Scoring {
    /// Products that are added up before the sum joins the others.
    static constexpr int features_at_once = 64;

    const float* half_norms;  ///< of the centres, in their order in the panels
    float largest_norm;       ///< squared
    float relative;           ///< e of filter.hpp
    float absolute;           ///< what underflow can lose
};

}  // namespace lloyd
