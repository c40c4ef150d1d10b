#include "lloyd/core/exact/nearest.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/exact/nearest.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

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

template <class T>
void all_distances_tile(const TileView<T>& tile, const Panels<T>& centers, T* squared) {
    const hn::ScalableTag<T> d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const std::int64_t stride = padded_rows<T>(tile.rows);
    for_each_vector_pair(d, tile, [&](const T* rows, int row) {
        for (int p = 0; p < centers.count(); ++p) {
            const Panel<T> panel = centers[p];
            T* const panel_squared = squared + centers.first(p) * stride + row;
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const Distances<W, decltype(d)> distances(d, rows, panel.centers + begin, panel.width, tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    hn::StoreU(distances.first[c], d, panel_squared + (begin + c) * stride);
                    hn::StoreU(distances.second[c], d, panel_squared + (begin + c) * stride + lanes);
                }
            });
        }
    });
}

template <class T>
void own_distances_tile(const TileView<T>& tile, MatrixView<const T> centers, const std::int32_t* labels, T* squared) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    constexpr int block = TileView<T>::lanes;
    constexpr int together = features_together<T>;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(d));
    for (int b = 0; b < tile.blocks(); ++b) {
        const T* rows = tile.block(b);
        const T* own[block];
        for (int i = 0; i < block; ++i) own[i] = centers.row(labels[b * block + i]);
        V sums[block / lanes];
        LLOYD_UNROLL
        for (V& sum : sums) sum = hn::Zero(d);
        int t = 0;
        for (; t + together <= tile.features; t += together, rows += together * block) {
            LLOYD_UNROLL
            for (int part = 0; part < block / lanes; ++part) {
                V values[together];
                load_features(d, own + part * lanes, t, values);
                LLOYD_UNROLL
                for (int j = 0; j < together; ++j)
                    sums[part] =
                        add_square(d, hn::Sub(hn::Load(d, rows + j * block + part * lanes), values[j]), sums[part]);
            }
        }
        for (; t < tile.features; ++t, rows += block) {
            HWY_ALIGN T values[block];
            for (int i = 0; i < block; ++i) values[i] = own[i][t];
            LLOYD_UNROLL
            for (int part = 0; part < block / lanes; ++part)
                sums[part] = add_square(
                    d, hn::Sub(hn::Load(d, rows + part * lanes), hn::Load(d, values + part * lanes)), sums[part]);
        }
        LLOYD_UNROLL
        for (int part = 0; part < block / lanes; ++part) hn::StoreU(sums[part], d, squared + b * block + part * lanes);
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

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                  \
    void all_distances_##S(const TileView<T>& tile, const Panels<T>& centers, T* squared) {                  \
        return all_distances_tile(tile, centers, squared);                                                   \
    }                                                                                                        \
    void nearest_##S(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared) {  \
        return nearest_tile(tile, centers, labels, squared);                                                 \
    }                                                                                                        \
    void own_distances_##S(const TileView<T>& tile, MatrixView<const T> centers, const std::int32_t* labels, \
                           T* squared) {                                                                     \
        return own_distances_tile(tile, centers, labels, squared);                                           \
    }                                                                                                        \
    void add_distances_##S(const TileView<T>& tile, const Panels<T>& points, double* sums) {                 \
        return add_distances_tile(tile, points, sums);                                                       \
    }
LLOYD_KERNELS(float, f32)
LLOYD_KERNELS(double, f64)
#undef LLOYD_KERNELS

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(all_distances_f32);
HWY_EXPORT(all_distances_f64);
HWY_EXPORT(nearest_f32);
HWY_EXPORT(nearest_f64);
HWY_EXPORT(own_distances_f32);
HWY_EXPORT(own_distances_f64);
HWY_EXPORT(add_distances_f32);
HWY_EXPORT(add_distances_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                                           \
    template <>                                                                                                        \
    void all_distances(const TileView<T>& tile, const Panels<T>& centers, T* squared) {                                \
        return HWY_DYNAMIC_DISPATCH(all_distances_##S)(tile, centers, squared);                                        \
    }                                                                                                                  \
    template <>                                                                                                        \
    void nearest(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared) {                \
        return HWY_DYNAMIC_DISPATCH(nearest_##S)(tile, centers, labels, squared);                                      \
    }                                                                                                                  \
    template <>                                                                                                        \
    void own_distances(const TileView<T>& tile, MatrixView<const T> centers, const std::int32_t* labels, T* squared) { \
        return HWY_DYNAMIC_DISPATCH(own_distances_##S)(tile, centers, labels, squared);                                \
    }                                                                                                                  \
    template <>                                                                                                        \
    void add_distances(const TileView<T>& tile, const Panels<T>& points, double* sums) {                               \
        return HWY_DYNAMIC_DISPATCH(add_distances_##S)(tile, points, sums);                                            \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
