// lloyd_pages FOLDER VERSION: writes the manual page and completions of lloyd there, from the options that it has.
#include "cli/commands.hpp"
#include "cli/pages/completions.hpp"
#include "cli/pages/man_page.hpp"

#include <fmt/chrono.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace {

/// Of the build, unless all builds shall say the same (reproducible-builds.org/specs/source-date-epoch).
std::string date_of_page() {
    const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(epoch ? std::time_t{std::atoll(epoch)} : std::time(nullptr)));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return static_cast<int>(lloyd::ExitCode::usage);
    CLI::App app;
    lloyd::cli::add_commands(app);
    const lloyd::cli::CommandText program = lloyd::cli::command_text(app);

    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    const auto write = [&](const char* name, const std::string& text) {
        std::ofstream file(folder / name);
        file << text << std::flush;
        return file.good();
    };
    const bool is_written = write("lloyd.1", lloyd::cli::man_page(program, argv[2], date_of_page())) &&
                            write("lloyd.bash", lloyd::cli::bash_completion(program)) &&
                            write("_lloyd", lloyd::cli::zsh_completion(program)) &&
                            write("lloyd.fish", lloyd::cli::fish_completion(program));
    return static_cast<int>(is_written ? lloyd::ExitCode::done : lloyd::ExitCode::io);
}
