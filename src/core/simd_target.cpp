#include "lloyd/core/simd_target.hpp"

#include <hwy/highway.h>

#include <cstdint>

namespace lloyd {

std::string simd_target_name() {
    const std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
    std::string name = hwy::TargetName(targets & -targets);       // the lowest bit is the best target
    if (name.starts_with("AVX3")) name.replace(0, 4, "AVX-512");  // Highway's own name for it
    return name;
}

}  // namespace lloyd
