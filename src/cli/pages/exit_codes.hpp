#pragma once

#include <string>
#include <vector>

namespace lloyd::cli {

struct ExitCodeText {
    std::string code;
    std::string meaning;
};

/// All codes that lloyd ends with, as README has them, too.
std::vector<ExitCodeText> exit_code_texts();

}  // namespace lloyd::cli
