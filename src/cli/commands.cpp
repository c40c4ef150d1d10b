#include "cli/commands.hpp"

#include "cli/bench_command.hpp"
#include "cli/fit_command.hpp"
#include "cli/generate_command.hpp"
#include "cli/info_command.hpp"
#include "cli/predict_command.hpp"
#include "cli/version.hpp"

namespace lloyd::cli {

std::vector<Command> add_commands(CLI::App& app) {
    app.name("lloyd");
    app.description("lloyd: exact k-means for data larger than one core can serve");
    app.set_version_flag("--version", version_text);
    app.require_subcommand(0, 1);
    // So that a script's "$@" overrides what the script says; subcommands inherit it.
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    return {add_generate_command(app), add_fit_command(app), add_predict_command(app), add_bench_command(app),
            add_info_command(app)};
}

}  // namespace lloyd::cli
