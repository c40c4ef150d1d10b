#include "cli/pages/exit_codes.hpp"

#include "lloyd/base/error.hpp"

namespace lloyd::cli {

std::vector<ExitCodeText> exit_code_texts() {
    const auto text = [](ExitCode code) { return std::to_string(static_cast<int>(code)); };
    return {
        {text(ExitCode::done), "done"},
        {text(ExitCode::usage), "wrong options, or an output that exists"},
        {text(ExitCode::data), "the data cannot be used: NaN, more clusters than rows, not a matrix of numbers, ..."},
        {text(ExitCode::io), "reading or writing failed"},
        {text(ExitCode::software), "anything else, such as memory that is not there"},
        {text(ExitCode::stopped), "stopped early, with a checkpoint: `--resume` goes on"},
        {"128 + n", "stopped by signal n, and nothing is kept"}};
}

}  // namespace lloyd::cli
