#pragma once

#include <string>
#include <string_view>

namespace lloyd {

/// The text with U+FFFD in place of bytes that are no UTF-8, one for as many as begin a character (Unicode 16, chapter
/// 3.9, "U+FFFD Substitution of Maximal Subparts"; nlohmann::json's error_handler_t::replace does the same).
/// Names of files are any bytes; what is said, and written into files as UTF-8, is not.
std::string to_utf8(std::string_view text);

}  // namespace lloyd
