#include "cli/pages/completions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace lloyd::cli {

namespace {

constexpr const char* script = R"(# Completion of lloyd by bash, made from the options that it has.
_lloyd() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} option=${{COMP_WORDS[COMP_CWORD-1]}} command= i
    # --option=value comes as three words.
    if [[ $word == "=" ]]; then
        word=
    elif [[ $option == "=" ]]; then
        option=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${{COMP_WORDS[i]}} in
        {commands})
            command=${{COMP_WORDS[i]}}
            break
            ;;
        esac
    done
    local words= files=
    case "$command $option" in
{values}    *)
        case "$command $word" in
{options}        esac
        ;;
    esac
    if [[ -n $files ]]; then compopt -o filenames 2>/dev/null; fi
    mapfile -t COMPREPLY < <(compgen ${{files:+-f}} -W "$words" -- "$word")
}}
complete -F _lloyd lloyd
)";

/// "fit --dtype", as alternatives of a case.
std::string pattern_of(const CommandText& command, const OptionText& option) {
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) patterns.push_back(fmt::format("\"{} {}\"", command.name, name));
    return fmt::format("{}", fmt::join(patterns, " | "));
}

std::string values_of(const CommandText& command) {
    std::string text;
    for (const OptionText& option : command.options)
        if (!option.is_argument && !option.value.empty())
            text += fmt::format("    {}) words='{}' files={} ;;\n", pattern_of(command, option),
                                fmt::join(option.choices, " "), option.is_file ? "yes" : "");
    return text;
}

std::string flags_of(const CommandText& command) {
    std::vector<std::string> names;
    for (const OptionText& option : command.options)
        if (!option.is_argument) names.insert(names.end(), option.names.begin(), option.names.end());
    return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string bash_completion(const CommandText& program) {
    std::vector<std::string> names;
    std::string values;
    std::string options = fmt::format("        \" -\"*) words='{}' ;;\n", flags_of(program));
    for (const CommandText& command : program.commands) {
        names.push_back(command.name);
        values += values_of(command);
        options += fmt::format("        \"{} -\"*) words='{}' ;;\n", command.name, flags_of(command));
        if (std::ranges::any_of(command.options, [](const auto& option) { return option.is_argument; }))
            options += fmt::format("        \"{} \"*) files=yes ;;\n", command.name);
    }
    options += fmt::format("        \" \"*) words='{}' ;;\n", fmt::join(names, " "));
    return fmt::format(script, fmt::arg("commands", fmt::join(names, " | ")), fmt::arg("values", values),
                       fmt::arg("options", options));
}

}  // namespace lloyd::cli
