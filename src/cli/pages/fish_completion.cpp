#include "cli/pages/completions.hpp"

#include <fmt/format.h>

namespace lloyd::cli {

namespace {

/// Between quotes ', as fish has them.
std::string in_quotes(const std::string& text) {
    std::string result = "'";
    for (const char letter : text) {
        if (letter == '\'' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + "'";
}

std::string line_of(const OptionText& option, const std::string& condition) {
    std::string text = fmt::format("complete -c lloyd -n {}", in_quotes(condition));
    for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty()) text += option.is_file ? " -r -F" : " -x";
    std::string choices;
    for (const std::string& choice : option.choices) choices += fmt::format("\"{}\" ", choice);
    if (!choices.empty()) text += " -a " + in_quotes(choices);
    return fmt::format("{} -d {}\n", text, in_quotes(option.meaning));
}

std::string lines_of(const CommandText& command, const std::string& condition) {
    std::string text;
    for (const OptionText& option : command.options)
        if (!option.is_argument) text += line_of(option, condition);
    return text;
}

}  // namespace

std::string fish_completion(const CommandText& program) {
    const std::string no_command = "__fish_use_subcommand";
    std::string text = "# Completion of lloyd by fish, made from the options that it has.\n";
    text += fmt::format("complete -c lloyd -n {} -f\n", no_command);
    text += lines_of(program, no_command);
    for (const CommandText& command : program.commands) {
        text +=
            fmt::format("complete -c lloyd -n {} -a {} -d {}\n", no_command, command.name, in_quotes(command.meaning));
        text += lines_of(command, "__fish_seen_subcommand_from " + command.name);
    }
    return text;
}

}  // namespace lloyd::cli
