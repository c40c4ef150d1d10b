#pragma once

#include <cstdint>

/// Memory by count, for executables that link counted_allocations: what containers get by operator new and Buffer by
/// aligned_alloc. What libraries take by malloc (MPI, the C library) is not counted.
namespace lloyd::test {

/// Asked for since the start, whether or not it was freed.
std::int64_t allocated_bytes();
/// Not freed yet.
std::int64_t live_bytes();
/// The most that live_bytes() was since start_peak().
std::int64_t peak_bytes();
void start_peak();

}  // namespace lloyd::test
