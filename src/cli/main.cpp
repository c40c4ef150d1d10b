#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/run.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace lloyd::cli {

namespace {

/// The code to exit with when there is nothing to run: help was asked for, or the options are wrong.
std::optional<ExitCode> parse(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty())
            fail(ExitCode::usage, "no command is given (there is nothing to do) name one, see lloyd --help");
        return std::nullopt;
    } catch (const CLI::Success& wish) {
        if (is_first_process()) app.exit(wish);
        return ExitCode::done;
    } catch (const CLI::ParseError& error) {
        const std::vector<CLI::App*> chosen = app.get_subcommands();
        return report(
            Error(ExitCode::usage, fmt::format("{} (the command line cannot be understood) see lloyd {}--help",
                                               error.what(), chosen.empty() ? "" : chosen[0]->get_name() + " ")));
    } catch (const std::exception&) {
        return report(as_error(std::current_exception()));
    }
}

ExitCode main(int argc, char** argv) {
    CLI::App app;
    const std::vector<Command> commands = add_commands(app);
    if (const std::optional<ExitCode> done = parse(app, argc, argv)) return *done;
    const auto chosen =
        std::find_if(commands.begin(), commands.end(), [](const Command& command) { return command.app->parsed(); });
    const ExitCode code = run(*chosen, argc, argv);
    if (code == ExitCode::done && !flush_output())
        return report(Error(ExitCode::io, "cannot write to stdout (the report is not complete) look where it goes"));
    return code;
}

}  // namespace

}  // namespace lloyd::cli

int main(int argc, char** argv) { return static_cast<int>(lloyd::cli::main(argc, argv)); }
