#pragma once

#include <string>
#include <vector>

namespace lloyd::test {

using Texts = std::vector<std::string>;

std::string trimmed(const std::string& text);
/// The parts, trimmed; an empty last one, too.
Texts split(const std::string& text, char separator);

/// Rows of the first table of a text whose header has these cells, without that header and the |---| below it.
/// Throws std::runtime_error that names the fault where there is no such table, or a row has more or fewer cells.
std::vector<Texts> read_table(const std::string& text, const Texts& header);

}  // namespace lloyd::test
