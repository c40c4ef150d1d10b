#pragma once

#include "lloyd/data/shard.hpp"
#include "lloyd/files/input_info.hpp"

namespace lloyd {

/// Rows of an inspected dataset, converted to T by value: any layout, filter, integer or float type and byte order.
/// Each rank reads on its own with plain POSIX reads, which work for every layout and wait for nobody.
/// The file is opened at the first call and stays open as long as the source lives; only calls throw.
template <class T>
RowSource<T> open_rows(const InputInfo& info);

/// Throws Error(data) when rows that were read as T, all of them, are not those that were written. `fingerprint` is
/// that of their shard (shard.hpp). Nothing is known of rows that lloyd did not write or that were converted.
template <class T>
void check_rows(const InputInfo& info, std::uint64_t fingerprint);

}  // namespace lloyd
