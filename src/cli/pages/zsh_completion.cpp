#include "cli/pages/completions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lloyd::cli {

namespace {

/// Between quotes ' where letters of `special` mean something to _arguments.
std::string escaped(const std::string& text, const std::string& special) {
    std::string result;
    for (const char letter : text) {
        if (letter == '\'') {
            result += "'\\''";
            continue;
        }
        if (special.find(letter) != std::string::npos) result += '\\';
        result += letter;
    }
    return result;
}

/// How the value is completed, in the words of _arguments.
std::string action_of(const OptionText& option) {
    const std::string choices = escaped(fmt::format("{}", fmt::join(option.choices, " ")), "|");
    if (option.choices.empty()) return option.is_file ? "_files" : " ";
    return option.is_file ? fmt::format("{{compadd -- {}; _files}}", choices) : fmt::format("({})", choices);
}

std::string arguments_of(const CommandText& command) {
    std::string text;
    int place = 0;
    for (const OptionText& option : command.options) {
        const std::string meaning = escaped(option.meaning, "[]:\\");
        if (option.is_argument) {
            const std::string count = option.is_repeated ? "*" : fmt::to_string(++place);
            text += fmt::format(" \\\n      '{}:{}:{}'", count, meaning, action_of(option));
            continue;
        }
        for (const std::string& name : option.names) {
            const bool takes_value = !option.value.empty();
            const char* joint = !takes_value ? "" : name.starts_with("--") ? "=" : "+";
            const std::string value = takes_value ? fmt::format(":{}:{}", option.value, action_of(option)) : "";
            text +=
                fmt::format(" \\\n      '({}){}{}[{}]{}'", fmt::join(option.names, " "), name, joint, meaning, value);
        }
    }
    return text;
}

}  // namespace

std::string zsh_completion(const CommandText& program) {
    std::string names;
    std::string cases;
    for (const CommandText& command : program.commands) {
        names += fmt::format("    '{}:{}'\n", command.name, escaped(command.meaning, ":\\"));
        cases += fmt::format("    ({}) _arguments -s{} ;;\n", command.name, arguments_of(command));
    }
    return fmt::format(R"(#compdef lloyd
# Completion of lloyd by zsh, made from the options that it has.
local context state state_descr line
typeset -A opt_args
_arguments -C{} \
      '1:command:->command' '*::argument:->argument'
case $state in
(command)
  local -a commands=(
{}  )
  _describe command commands
  ;;
(argument)
  case $line[1] in
{}  esac
  ;;
esac
)",
                       arguments_of(program), names, cases);
}

}  // namespace lloyd::cli
