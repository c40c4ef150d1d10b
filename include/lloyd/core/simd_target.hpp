#pragma once

#include <string>

namespace lloyd {

/// The SIMD target in use, "AVX2" or "AVX-512", by Highway's names (one without fused multiply-add gives the same
/// bits slowly, by std::fma).
std::string simd_target_name();

}  // namespace lloyd
