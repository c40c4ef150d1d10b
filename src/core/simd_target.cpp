#include "lloyd/core/simd_target.hpp"

#include "lloyd/base/error.hpp"

#include <fmt/ranges.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

namespace lloyd {

namespace {

/// A set of targets has a bit for each, the lowest for the best.
using Targets = std::int64_t;

/// Of this build and CPU, whatever use_simd_target() was told.
Targets all_targets() {
    static const Targets all = (hwy::SupportedTargets() & HWY_TARGETS) | HWY_STATIC_TARGET;
    return all;
}

std::string name_of_best(Targets targets) {
    std::string name = hwy::TargetName(targets & -targets);
    if (name.starts_with("AVX3")) name.replace(0, 4, "AVX-512");  // Highway's own name for it
    return name;
}

}  // namespace

std::string simd_target_name() { return name_of_best(hwy::SupportedTargets() & HWY_TARGETS); }

std::vector<std::string> simd_targets() {
    std::vector<std::string> names;
    for (Targets rest = all_targets(); rest != 0; rest &= rest - 1) names.push_back(name_of_best(rest));
    return names;
}

void use_simd_target(const std::string& name) {
    Targets usable = all_targets();
    while (usable != 0 && name_of_best(usable) != name) usable &= usable - 1;
    if (usable == 0)
        fail(ExitCode::usage, "there is no SIMD target {} here (kernels would not run) choose one of {}", name,
             fmt::join(simd_targets(), ", "));
    hwy::DisableTargets(all_targets() & ~usable);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace lloyd
