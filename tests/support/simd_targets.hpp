#pragma once

#include "lloyd/core/simd_target.hpp"
#include "support/catch.hpp"

namespace lloyd::test {

/// Runs the body with every SIMD target that this machine has.
template <class Body>
void on_every_target(Body&& body) {
    for (const std::string& target : simd_targets()) {
        use_simd_target(target);
        INFO("target " << target);
        REQUIRE(simd_target_name() == target);
        body();
    }
    use_simd_target(simd_targets().front());
}

}  // namespace lloyd::test
