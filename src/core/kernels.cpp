#include "lloyd/core/kernels.hpp"

#include <cmath>

// Highway compiles this file once for every target with fused multiply-add, and for one row at a time.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Loops over centres are unrolled by the compiler so that every accumulator is a register.
#define LLOYD_UNROLL _Pragma("GCC unroll 16")

/// Centres that two vectors of rows can be measured against at once without spilling.
#if HWY_TARGET <= HWY_AVX3
constexpr int centers_in_registers = 10;
#else
constexpr int centers_in_registers = 5;
#endif

/// x * x + sum, rounded once.
template <class D, class V>
HWY_INLINE V add_square([[maybe_unused]] D d, V x, V sum) {
#if HWY_TARGET == HWY_SCALAR
    return hn::Set(d, std::fma(hn::GetLane(x), hn::GetLane(x), hn::GetLane(sum)));
#else
    static_assert(HWY_NATIVE_FMA, "this target would round twice");
    return hn::MulAdd(x, x, sum);
#endif
}

/// Squared distances of two vectors of rows to W centres; rows points at the first lane.
template <int W, class D, class V = hn::Vec<D>>
struct Distances {
    V first[W];
    V second[W];

    template <class T>
    HWY_INLINE Distances(D d, const T* HWY_RESTRICT rows, const T* HWY_RESTRICT centers, int stride, int features) {
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) first[c] = second[c] = hn::Zero(d);
        for (int t = 0; t < features; ++t) {
            const V x0 = hn::Load(d, rows);
            const V x1 = hn::Load(d, rows + hn::Lanes(d));
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                const V center = hn::Set(d, centers[c]);
                const V d0 = hn::Sub(x0, center);
                const V d1 = hn::Sub(x1, center);
                first[c] = add_square(d, d0, first[c]);
                second[c] = add_square(d, d1, second[c]);
            }
            rows += TileView<T>::lanes;
            centers += stride;
        }
    }
};

/// Calls body(part, first centre of the part, std::integral_constant<width>) for a panel cut to what fits in registers.
template <class Body>
HWY_INLINE void for_each_width(int width, const Body& body) {
    for (int begin = 0; begin < width; begin += centers_in_registers) {
        const int part = width - begin < centers_in_registers ? width - begin : centers_in_registers;
        switch (part) {
            case 1: body(begin, std::integral_constant<int, 1>()); break;
            case 2: body(begin, std::integral_constant<int, 2>()); break;
            case 3: body(begin, std::integral_constant<int, 3>()); break;
            case 4: body(begin, std::integral_constant<int, 4>()); break;
            case 5: body(begin, std::integral_constant<int, 5>()); break;
#if HWY_TARGET <= HWY_AVX3
            case 6: body(begin, std::integral_constant<int, 6>()); break;
            case 7: body(begin, std::integral_constant<int, 7>()); break;
            case 8: body(begin, std::integral_constant<int, 8>()); break;
            case 9: body(begin, std::integral_constant<int, 9>()); break;
            default: body(begin, std::integral_constant<int, 10>()); break;
#endif
        }
    }
}

/// Two vectors of rows at a time: body(pointer to the first feature, index of the first row).
template <class D, class T, class Body>
HWY_INLINE void for_each_vector_pair(D d, const TileView<T>& tile, const Body& body) {
    const int step = 2 * static_cast<int>(hn::Lanes(d));
    for (int b = 0; b < tile.blocks(); ++b)
        for (int lane = 0; lane < TileView<T>::lanes; lane += step)
            body(tile.block(b) + lane, b * TileView<T>::lanes + lane);
}

HWY_INLINE void store_labels(hn::Vec<hn::ScalableTag<double>> index, std::int32_t* out) {
    const hn::Rebind<std::int32_t, hn::ScalableTag<double>> di;
    hn::StoreU(hn::DemoteTo(di, index), di, out);
}
HWY_INLINE void store_labels(hn::Vec<hn::ScalableTag<float>> index, std::int32_t* out) {
    const hn::ScalableTag<std::int32_t> di;
    hn::StoreU(hn::ConvertTo(di, index), di, out);
}

template <class T>
void nearest_tile(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared_distances) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int panels = centers.count();
    for_each_vector_pair(d, tile, [&](const T* rows, int row) {
        V best0 = hn::Inf(d);
        V best1 = best0;
        V index0 = hn::Zero(d);
        V index1 = index0;
        for (int p = 0; p < panels; ++p) {
            const Panel<T> panel = centers[p];
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const Distances<W, decltype(d)> distances(d, rows, panel.centers + begin, panel.width, tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V index = hn::Set(d, panel.indices[begin + c]);
                    index0 = hn::IfThenElse(hn::Lt(distances.first[c], best0), index, index0);
                    index1 = hn::IfThenElse(hn::Lt(distances.second[c], best1), index, index1);
                    best0 = hn::Min(distances.first[c], best0);
                    best1 = hn::Min(distances.second[c], best1);
                }
            });
        }
        store_labels(index0, labels + row);
        store_labels(index1, labels + row + lanes);
        hn::StoreU(best0, d, squared_distances + row);
        hn::StoreU(best1, d, squared_distances + row + lanes);
    });
}

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using Integers = hn::Vec<hn::ScalableTag<std::int64_t>>;

/// floor of values in [0, 2^51) as integers.
HWY_INLINE Integers floor_to_integer(V64 values) {
    const hn::ScalableTag<std::int64_t> di;
#if HWY_TARGET <= HWY_AVX3
    return hn::ConvertTo(di, values);
#else
    // No such conversion before AVX-512: adding 2^52 puts the integer into the low bits.
    const V64 shifted = hn::Add(hn::Floor(values), hn::Set(D64(), 0x1p52));
    return hn::Sub(hn::BitCast(di, shifted), hn::Set(di, std::int64_t{0x433} << 52));
#endif
}

/// Calls body(vector of doubles) for a vector of T in ascending lanes.
template <class Body>
HWY_INLINE void as_doubles(hn::Vec<D64> values, const Body& body) {
    body(values);
}
template <class Body>
HWY_INLINE void as_doubles(hn::Vec<hn::ScalableTag<float>> values, const Body& body) {
#if HWY_TARGET == HWY_SCALAR
    body(hn::PromoteTo(D64(), values));
#else
    const hn::Half<hn::ScalableTag<float>> half;
    body(hn::PromoteTo(D64(), hn::LowerHalf(half, values)));
    body(hn::PromoteTo(D64(), hn::UpperHalf(half, values)));
#endif
}

template <class V>
HWY_INLINE Integers add_floors(V values, V64 scale, Integers sum) {
    as_doubles(values, [&](V64 part) { sum = hn::Add(sum, floor_to_integer(hn::Mul(part, scale))); });
    return sum;
}

HWY_INLINE std::int64_t total(Integers lanes) {
    const hn::ScalableTag<std::int64_t> di;
    return hn::GetLane(hn::SumOfLanes(di, lanes));
}

template <class T>
void add_potentials_tile(const TileView<T>& tile, const Panels<T>& candidates, const T* closest, double scale,
                         Potential* potentials) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 scales = hn::Set(D64(), scale);
    for (int p = 0; p < candidates.count(); ++p) {
        const Panel<T> panel = candidates[p];
        Potential* const of_panel = potentials + candidates.first(p);
        for_each_width(panel.width, [&](int begin, auto width) {
            constexpr int W = decltype(width)::value;
            Integers sums[W];
            V maxima[W];
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                sums[c] = hn::Zero(hn::ScalableTag<std::int64_t>());
                maxima[c] = hn::Zero(d);
            }
            for_each_vector_pair(d, tile, [&](const T* rows, int row) {
                const Distances<W, decltype(d)> distances(d, rows, panel.centers + begin, panel.width, tile.features);
                const V closest0 = hn::LoadU(d, closest + row);
                const V closest1 = hn::LoadU(d, closest + row + lanes);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V new0 = hn::Min(distances.first[c], closest0);
                    const V new1 = hn::Min(distances.second[c], closest1);
                    maxima[c] = hn::Max(maxima[c], hn::Max(new0, new1));
                    sums[c] = add_floors(new1, scales, add_floors(new0, scales, sums[c]));
                }
            });
            for (int c = 0; c < W; ++c) {
                Potential& potential = of_panel[begin + c];
                const double maximum = hn::GetLane(hn::MaxOfLanes(d, maxima[c]));
                potential.sum += total(sums[c]);
                potential.maximum = maximum > potential.maximum ? maximum : potential.maximum;
            }
        });
    }
}

template <class T>
std::int64_t update_closest_tile(const TileView<T>& tile, const Panels<T>& center, double scale, T* closest) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 scales = hn::Set(D64(), scale);
    const Panel<T> panel = center[0];
    Integers sum = hn::Zero(hn::ScalableTag<std::int64_t>());
    for_each_vector_pair(d, tile, [&](const T* rows, int row) {
        const Distances<1, decltype(d)> distances(d, rows, panel.centers, panel.width, tile.features);
        const V new0 = hn::Min(distances.first[0], hn::LoadU(d, closest + row));
        const V new1 = hn::Min(distances.second[0], hn::LoadU(d, closest + row + lanes));
        hn::StoreU(new0, d, closest + row);
        hn::StoreU(new1, d, closest + row + lanes);
        sum = add_floors(new1, scales, add_floors(new0, scales, sum));
    });
    return total(sum);
}

template <class T>
void squared_deviations_tile(const TileView<T>& tile, const double* point, double* squared) {
    const hn::ScalableTag<T> d;
    const D64 dd;
    const int lanes = static_cast<int>(hn::Lanes(d));
    for (int row = 0; row < padded_rows<T>(tile.rows); row += lanes) {
        const T* values = tile.block(row / TileView<T>::lanes) + row % TileView<T>::lanes;
        for (int i = 0; i < lanes; i += static_cast<int>(hn::Lanes(dd))) hn::StoreU(hn::Zero(dd), dd, squared + row + i);
        for (int t = 0; t < tile.features; ++t) {
            double* out = squared + row;
            as_doubles(hn::Load(d, values + t * TileView<T>::lanes), [&](V64 x) {
                const V64 difference = hn::Sub(x, hn::Set(dd, point[t]));
                hn::StoreU(add_square(dd, difference, hn::LoadU(dd, out)), dd, out);
                out += hn::Lanes(dd);
            });
        }
    }
}

template <class T>
void add_distances_tile(const TileView<T>& tile, const Panels<T>& points, double* sums) {
    const hn::ScalableTag<T> d;
    const D64 dd;
    const auto add_roots = [&](auto squared, double* out) {
        as_doubles(squared, [&](V64 part) {
            hn::StoreU(hn::Add(hn::LoadU(dd, out), hn::Sqrt(part)), dd, out);
            out += hn::Lanes(dd);
        });
    };
    for_each_vector_pair(d, tile, [&](const T* rows, int row) {
        for (int p = 0; p < points.count(); ++p) {
            const Panel<T> panel = points[p];
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const Distances<W, decltype(d)> distances(d, rows, panel.centers + begin, panel.width, tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    add_roots(distances.first[c], sums + row);
                    add_roots(distances.second[c], sums + row + hn::Lanes(d));
                }
            });
        }
    });
}

template <class T>
Limbs exact_sum_values(const T* values, int count, const FixedPoint& scale) {
    const hn::ScalableTag<T> d;
    const D64 dd;
    const hn::ScalableTag<std::int64_t> di;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 to_hi = hn::Set(dd, scale.to_hi());
    const V64 from_hi = hn::Set(dd, scale.from_hi());
    const V64 to_lo = hn::Set(dd, scale.to_lo());
    // Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
    const V64 magic = hn::Set(dd, 0x1.8p52);
    const Integers magic_bits = hn::BitCast(di, magic);
    Integers hi = hn::Zero(di);
    Integers lo = hn::Zero(di);
    int i = 0;
    for (; i + lanes <= count; i += lanes)
        as_doubles(hn::LoadU(d, values + i), [&](V64 x) {
            const V64 high = hn::Add(hn::Mul(x, to_hi), magic);
            const V64 rest = hn::Sub(x, hn::Mul(hn::Sub(high, magic), from_hi));
            const V64 low = hn::Add(hn::Mul(rest, to_lo), magic);
            hi = hn::Add(hi, hn::Sub(hn::BitCast(di, high), magic_bits));
            lo = hn::Add(lo, hn::Sub(hn::BitCast(di, low), magic_bits));
        });
    Limbs sum{total(hi), total(lo)};
    for (; i < count; ++i) sum += scale.split(static_cast<double>(values[i]));
    return sum;
}

void move_rows_between(const std::int64_t* limbs, int stride, std::span<const Move> moves, std::int64_t* sums) {
    const hn::ScalableTag<std::int64_t> di;
    const int lanes = static_cast<int>(hn::Lanes(di));
    for (const Move& move : moves) {
        const std::int64_t* row = limbs + static_cast<std::int64_t>(move.row) * stride;
        std::int64_t* to = sums + static_cast<std::int64_t>(move.to) * stride;
        for (int i = 0; i < stride; i += lanes) hn::StoreU(hn::Add(hn::LoadU(di, to + i), hn::LoadU(di, row + i)), di, to + i);
        if (move.from == no_cluster) continue;
        std::int64_t* from = sums + static_cast<std::int64_t>(move.from) * stride;
        for (int i = 0; i < stride; i += lanes)
            hn::StoreU(hn::Sub(hn::LoadU(di, from + i), hn::LoadU(di, row + i)), di, from + i);
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                             \
    void nearest_##S(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared) {             \
        nearest_tile(tile, centers, labels, squared);                                                                   \
    }                                                                                                                   \
    void add_potentials_##S(const TileView<T>& tile, const Panels<T>& candidates, const T* closest, double scale,       \
                            Potential* potentials) {                                                                    \
        add_potentials_tile(tile, candidates, closest, scale, potentials);                                              \
    }                                                                                                                   \
    std::int64_t update_closest_##S(const TileView<T>& tile, const Panels<T>& center, double scale, T* closest) {       \
        return update_closest_tile(tile, center, scale, closest);                                                       \
    }                                                                                                                   \
    void squared_deviations_##S(const TileView<T>& tile, const double* point, double* squared) {                        \
        squared_deviations_tile(tile, point, squared);                                                                  \
    }                                                                                                                   \
    void add_distances_##S(const TileView<T>& tile, const Panels<T>& points, double* sums) {                            \
        add_distances_tile(tile, points, sums);                                                                         \
    }                                                                                                                   \
    Limbs exact_sum_##S(const T* values, int count, const FixedPoint& scale) {                                          \
        return exact_sum_values(values, count, scale);                                                                  \
    }
LLOYD_KERNELS(float, f32)
LLOYD_KERNELS(double, f64)
#undef LLOYD_KERNELS
#undef LLOYD_UNROLL

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(move_rows_between);
HWY_EXPORT(nearest_f32);
HWY_EXPORT(nearest_f64);
HWY_EXPORT(add_potentials_f32);
HWY_EXPORT(add_potentials_f64);
HWY_EXPORT(update_closest_f32);
HWY_EXPORT(update_closest_f64);
HWY_EXPORT(squared_deviations_f32);
HWY_EXPORT(squared_deviations_f64);
HWY_EXPORT(add_distances_f32);
HWY_EXPORT(add_distances_f64);
HWY_EXPORT(exact_sum_f32);
HWY_EXPORT(exact_sum_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                                            \
    template <>                                                                                                         \
    void nearest(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared) {                 \
        HWY_DYNAMIC_DISPATCH(nearest_##S)(tile, centers, labels, squared);                                              \
    }                                                                                                                   \
    template <>                                                                                                         \
    void add_potentials(const TileView<T>& tile, const Panels<T>& candidates, const T* closest, double scale,           \
                        Potential* potentials) {                                                                        \
        HWY_DYNAMIC_DISPATCH(add_potentials_##S)(tile, candidates, closest, scale, potentials);                         \
    }                                                                                                                   \
    template <>                                                                                                         \
    std::int64_t update_closest(const TileView<T>& tile, const Panels<T>& center, double scale, T* closest) {           \
        return HWY_DYNAMIC_DISPATCH(update_closest_##S)(tile, center, scale, closest);                                  \
    }                                                                                                                   \
    template <>                                                                                                         \
    void squared_deviations(const TileView<T>& tile, const double* point, double* squared) {                            \
        HWY_DYNAMIC_DISPATCH(squared_deviations_##S)(tile, point, squared);                                             \
    }                                                                                                                   \
    template <>                                                                                                         \
    void add_distances(const TileView<T>& tile, const Panels<T>& points, double* sums) {                                \
        HWY_DYNAMIC_DISPATCH(add_distances_##S)(tile, points, sums);                                                    \
    }                                                                                                                   \
    template <>                                                                                                         \
    Limbs exact_sum(const T* values, int count, const FixedPoint& scale) {                                              \
        return HWY_DYNAMIC_DISPATCH(exact_sum_##S)(values, count, scale);                                               \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

template <class T>
void split_row(const TileView<T>& tile, int row, std::span<const FixedPoint> columns, std::int64_t* limbs) {
    for (int t = 0; t < tile.features; ++t) {
        const Limbs value = columns[static_cast<std::size_t>(t)].split(static_cast<double>(tile.at(row, t)));
        limbs[t] = value.hi;
        limbs[tile.features + t] = value.lo;
    }
    for (int i = 2 * tile.features; i < limb_stride(tile.features); ++i) limbs[i] = 0;
}
template void split_row(const TileView<float>&, int, std::span<const FixedPoint>, std::int64_t*);
template void split_row(const TileView<double>&, int, std::span<const FixedPoint>, std::int64_t*);

void move_rows(const std::int64_t* limbs, int stride, std::span<const Move> moves, std::int64_t* sums) {
    HWY_DYNAMIC_DISPATCH(move_rows_between)(limbs, stride, moves, sums);
}

std::string simd_target_name() {
    const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
    return hwy::TargetName(targets & -targets);  // the lowest bit is the best target
}

}  // namespace lloyd
#endif
