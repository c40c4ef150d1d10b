#include "lloyd/core/simd_target.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/simd_target.cpp"
#include <hwy/foreach_target.h>

#include "lloyd/base/error.hpp"

#include <fmt/ranges.h>
#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

std::int64_t own_target() { return HWY_TARGET; }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {

namespace {

HWY_EXPORT(own_target);

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

// A kernel says it: SupportedTargets(), asked once more, would make Highway choose among all targets again.
std::string simd_target_name() { return name_of_best(HWY_DYNAMIC_DISPATCH(own_target)()); }

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
#endif
