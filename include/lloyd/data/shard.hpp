#pragma once

#include "lloyd/data/row_range.hpp"
#include "lloyd/data/tiles.hpp"
#include "lloyd/data/workspace.hpp"
#include "lloyd/parallel/context.hpp"
#include "lloyd/parallel/time_use.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lloyd {

/// This rank's part of a data set of `global_rows` rows.
template <class T>
struct Shard {
    Tiles<T> tiles;
    RowRange rows;  ///< which global rows the tiles hold
    std::int64_t global_rows = 0;
    std::uint64_t fingerprint = 0;  ///< checksum_of_rows of the whole data set (base/checksum.hpp)
    std::vector<T> minimum;         ///< of each column, of this rank's rows; infinite where there are none
    std::vector<T> maximum;
    Workspace workspace = {};  ///< for rounded rows; none where input order was asked for

    int features() const { return tiles.features(); }
};

/// Fills a row-major buffer with the global rows [first, first + rows.rows). It works on this
/// rank alone and may throw.
template <class T>
using RowSource = std::function<void(std::int64_t first, MatrixView<T> rows)>;

/// The rows of a whole data set, before any of them is read.
template <class T>
struct RowsToRead {
    std::int64_t rows = 0;
    int features = 0;
    RowSource<T> source;
    std::string name = {};  ///< for errors; empty when there is none
};

/// What filling a shard took, on this rank.
struct FillTimes {
    TimeUse read;
    TimeUse tile;
};

/// Largest slab a source is asked for at once.
inline constexpr std::int64_t slab_bytes = std::int64_t{64} << 20;

/// Whether rows keep their order, or rows near each other share a tile, where that is worth it: when a sample of them
/// shows clusters or few dimensions. No result depends on it, only how much a fit may skip. Rows in spatial order are
/// for a fit, which rounds them: they are read through the shard's workspace.
enum class RowOrder { input, spatial };

/// Collective. Makes this rank's shard from a source, slab by slab straight into tiles; for spatial order the source is
/// asked for a sample first.
/// Throws Error(data) naming row, column and data set of the first NaN or infinity of the whole.
template <class T>
Shard<T> fill_shard(const Context& context, const RowsToRead<T>& data, RowOrder order, FillTimes& times);

/// Leaves that rows in spatial order are split into, each of which becomes a tile or a few; 0 where rows are too few.
template <class T>
std::int64_t spatial_leaves(std::int64_t rows, int features);

/// Collective. Rows of the whole data set by global number, each from the rank that holds it.
template <class T>
Matrix<T> gather_rows(const Communicator& comm, const Shard<T>& shard, std::span<const std::int64_t> rows);

}  // namespace lloyd
