#pragma once

#include "lloyd/core/simd_target.hpp"
#include "support/catch.hpp"

#include <hwy/highway.h>

#include <cstdint>

namespace lloyd::test {

/// Runs the body with every SIMD target that this machine has.
template <class Body>
void on_every_target(Body&& body) {
    hwy::SetSupportedTargetsForTest(0);
    const std::int64_t all = (hwy::SupportedTargets() & HWY_TARGETS) | HWY_STATIC_TARGET;
    for (std::int64_t rest = all; rest != 0; rest &= rest - 1) {
        hwy::SetSupportedTargetsForTest(rest & -rest);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        INFO("target " << simd_target_name());
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace lloyd::test
