#pragma once

#include <string_view>

namespace lloyd {

/// The two precisions that data are computed in.
enum class Precision { float32, float64 };

/// "float32" or "float64".
constexpr std::string_view precision_name(Precision precision) {
    return precision == Precision::float32 ? "float32" : "float64";
}

}  // namespace lloyd
