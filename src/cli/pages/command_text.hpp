#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace lloyd::cli {

/// An option, a flag or an argument, as the manual page and completions need it.
struct OptionText {
    std::vector<std::string> names;  ///< "-k", "--n-clusters"; of an argument the one that help gives it
    std::string meaning;
    std::string value;                 ///< what it takes, "INT" or "FILE"; empty for a flag
    std::vector<std::string> choices;  ///< what the value may be; with is_file also a file
    std::string default_value;
    std::string variable;  ///< of the environment, that stands for it
    bool is_argument = false;
    bool is_required = false;
    bool is_file = false;
    bool is_repeated = false;
};

struct CommandText {
    std::string name;
    std::string meaning;
    std::vector<OptionText> options;
    std::vector<std::string> examples;
    std::vector<CommandText> commands;
};

/// What the parser itself says of the command line, so that no text can be older than it.
CommandText command_text(const CLI::App& app);

}  // namespace lloyd::cli
