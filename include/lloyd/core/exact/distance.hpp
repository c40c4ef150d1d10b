#pragma once

#include <cmath>

namespace lloyd {

/// The distance that decides everything: the fused chain over features in ascending order, in the
/// data's own precision. Every fast kernel gives these very bits.
template <class T>
T squared_distance(const T* x, const T* center, int features) {
    T sum = 0;
    for (int t = 0; t < features; ++t) {
        const T difference = x[t] - center[t];
        sum = std::fma(difference, difference, sum);
    }
    return sum;
}

}  // namespace lloyd
