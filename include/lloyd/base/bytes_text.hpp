#pragma once

#include <cstdint>
#include <string>

namespace lloyd {

/// "1.5 GB"; powers of ten.
std::string bytes_text(std::int64_t bytes);

}  // namespace lloyd
