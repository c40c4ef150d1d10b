#pragma once

#include <cstddef>
#include <cstdint>

namespace lloyd {

/// What a core is measured by: kernels that do as much as its registers, or its memory, allow.

/// Fused multiply-adds on independent registers, `iterations` on each. Returns the number of floating-point operations.
double multiply_adds(std::int64_t iterations, bool single);

/// Subtractions, each followed by a fused multiply-add, as distances have them.
double distance_steps(std::int64_t iterations, bool single);

/// Reads every value; there are a multiple of 64, and they begin at a multiple of 64 bytes. Returns their sum, so that
/// none is left out.
double read_all(const double* values, std::size_t count);

}  // namespace lloyd
