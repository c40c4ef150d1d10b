// What the manual page and completions are made from: everything that the parser has, and nothing else.
#include "cli/commands.hpp"
#include "cli/pages/completions.hpp"
#include "cli/pages/exit_codes.hpp"
#include "cli/pages/man_page.hpp"
#include "support/catch.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>

using namespace lloyd::cli;

namespace {

using Words = std::vector<std::string>;

CommandText lloyd_text() {
    CLI::App app;
    add_commands(app);
    return command_text(app);
}

CommandText command_of(const CommandText& program, const std::string& name) {
    return *std::ranges::find(program.commands, name, &CommandText::name);
}

OptionText option_of(const CommandText& command, const std::string& name) {
    const auto has_name = [&](const OptionText& option) { return std::ranges::count(option.names, name) == 1; };
    return *std::ranges::find_if(command.options, has_name);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What bash offers after the command for a word that begins with -, with a space around each.
std::string flags_in(const std::string& bash, const std::string& command) {
    const std::string start = "\"" + command + " -\"*) words='";
    const std::size_t first = bash.find(start) + start.size();
    return " " + bash.substr(first, bash.find('\'', first) - first) + " ";
}

}  // namespace

TEST_CASE("the command line says what it takes", "[pages]") {
    const CommandText program = lloyd_text();
    CHECK(program.name == "lloyd");
    CHECK(program.commands.size() == 5);
    const CommandText fit = command_of(program, "fit");
    CHECK(fit.examples == Words{"mpirun -n 2 lloyd fit data.h5 -k 10 -o result.h5 --silhouette-sample 10000"});

    const OptionText clusters = option_of(fit, "-k");
    CHECK(clusters.names == Words{"-k", "--n-clusters"});
    CHECK(clusters.value == "INT");
    CHECK(clusters.is_required);
    CHECK(option_of(fit, "--n-init").default_value == "20");
    CHECK(option_of(fit, "--force").value.empty());
    CHECK(option_of(fit, "--generate").choices == Words{"blobs", "uniform"});
    CHECK_FALSE(option_of(fit, "--generate").is_file);
    CHECK(option_of(fit, "--init").choices == Words{"k-means++", "k-means||", "random"});
    CHECK(option_of(fit, "--init").is_file);
    CHECK(option_of(fit, "--resume").is_file);
    CHECK(option_of(fit, "--max-time").value == "TIME");
    CHECK(option_of(fit, "INPUT").is_argument);
    CHECK_FALSE(option_of(fit, "INPUT").is_repeated);
    CHECK(option_of(command_of(program, "info"), "FILE").is_repeated);
    CHECK(option_of(command_of(program, "bench"), "--launcher").variable == "LLOYD_LAUNCHER");
}

TEST_CASE("the manual page and each completion have every command and option", "[pages]") {
    const CommandText program = lloyd_text();
    const std::string page = man_page(program, "1.2.3", "2026-01-02");
    CHECK(page.starts_with(".TH LLOYD 1 2026-01-02 \"lloyd 1.2.3\"\n"));
    CHECK(has(page, "\\fB\\-k\\fR, \\fB\\-\\-n\\-clusters\\fR \\fIINT\\fR\nclusters (required)\n"));
    CHECK(has(page, "precision of the generated rows: float64, float32 [float64]\n"));
    const std::string bash = bash_completion(program);
    const std::string zsh = zsh_completion(program);
    const std::string fish = fish_completion(program);
    for (const CommandText& command : program.commands) {
        CHECK(has(page, ".SS lloyd " + command.name + "\n"));
        const std::string flags = flags_in(bash, command.name);
        for (const OptionText& option : command.options)
            for (const std::string& name : option.names) {
                INFO(command.name << " " << name);
                if (option.is_argument) {
                    CHECK(has(page, "\\fI" + name + "\\fR"));
                    continue;
                }
                CHECK(has(flags, " " + name + " "));
                CHECK(has(zsh, ")" + name));
                CHECK(
                    has(fish, (name.starts_with("--") ? " -l " : " -s ") + name.substr(name.find_last_of('-', 1) + 1)));
            }
    }
}

TEST_CASE("README has the exit codes of the manual page", "[pages]") {
    std::ifstream file(LLOYD_SOURCE_DIR "/README.md");
    const std::string readme{std::istreambuf_iterator<char>(file), {}};
    for (const auto& [code, meaning] : exit_code_texts()) {
        INFO(code);
        CHECK(has(readme, "\n| " + code + " | " + meaning + " |\n"));
    }
}
