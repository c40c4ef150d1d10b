#pragma once

#include <cmath>

namespace lloyd::test {

/// The distance of two points, as good as exact beside the type's own.
template <class T>
long double true_distance(const T* a, const T* b, int features) {
    long double sum = 0;
    for (int t = 0; t < features; ++t) {
        const long double difference = static_cast<long double>(a[t]) - static_cast<long double>(b[t]);
        sum += difference * difference;
    }
    return std::sqrt(sum);
}

}  // namespace lloyd::test
