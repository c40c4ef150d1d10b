#pragma once

#include <string>
#include <vector>

namespace lloyd {

/// The SIMD target in use, "AVX2" or "AVX-512", by Highway's names (one without fused multiply-add gives the same
/// bits slowly, by std::fma).
std::string simd_target_name();

/// Those that this build and this CPU have, the best first; the last is the one that any CPU of its kind has.
std::vector<std::string> simd_targets();

/// Kernels use this one from now on. Throws Error(usage), which names those that there are, when it is none of them.
void use_simd_target(const std::string& name);

}  // namespace lloyd
