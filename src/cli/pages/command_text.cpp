#include "cli/pages/command_text.hpp"

#include <CLI/CLI.hpp>

#include <sstream>

namespace lloyd::cli {

namespace {

/// "a" and "b" of "TEXT:{a,b}", as CLI11 names the type of what is one of a set; none of "TEXT".
std::vector<std::string> choices_of(const std::string& type) {
    const std::size_t open = type.find('{');
    const std::size_t close = type.find('}', open);
    if (close == std::string::npos) return {};
    return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

OptionText option_text(const CLI::Option& option) {
    OptionText text;
    const bool is_argument = option.get_positional();
    if (is_argument) text.names = {option.get_name(true)};
    for (const std::string& name : option.get_snames()) text.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) text.names.push_back("--" + name);
    text.meaning = option.get_description();
    text.is_argument = is_argument;
    text.is_required = option.get_required();
    text.is_repeated = option.get_items_expected_max() > 1;
    text.variable = option.get_envname();
    if (option.get_items_expected_max() == 0) return text;

    const std::string type = option.get_type_name();
    text.choices = choices_of(type);
    text.is_file = type.ends_with("FILE");
    text.value = text.choices.empty() ? type.substr(0, type.find(':')) : text.is_file ? "WAY|FILE" : "WORD";
    text.default_value = option.get_default_str();
    return text;
}

/// Of "Example:" and lines that are indented below it.
std::vector<std::string> examples_of(const std::string& footer) {
    std::vector<std::string> examples;
    std::istringstream lines(footer);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("  ")) examples.push_back(line.substr(2));
    return examples;
}

}  // namespace

CommandText command_text(const CLI::App& app) {
    CommandText text{.name = app.get_name(),
                     .meaning = app.get_description(),
                     .options = {},
                     .examples = examples_of(app.get_footer()),
                     .commands = {}};
    for (const CLI::Option* option : app.get_options()) text.options.push_back(option_text(*option));
    for (const CLI::App* command : app.get_subcommands(nullptr)) text.commands.push_back(command_text(*command));
    return text;
}

}  // namespace lloyd::cli
