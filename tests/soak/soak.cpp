// lloyd_soak [--minutes M] [--seed S]: random fits that are stopped, killed and resumed on random layouts until they are
// done, against the reference; for M minutes. Says each seed, and exits with 1 at the first difference. The same seed
// draws the same fit and the same interruptions, whose moments are the clock's.
#include "cli/scene.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/files/compare_results.hpp"
#include "soak/interruption.hpp"
#include "soak/random_case.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <map>
#include <stdexcept>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// How often what happened.
using Counts = std::map<std::string, int>;

[[noreturn]] void fail_soak(const std::string& what, const std::string& errors = "") {
    throw std::runtime_error(what + (errors.empty() ? "" : "\n" + errors));
}

void expect(bool holds, const std::string& what, const std::string& errors = "") {
    if (!holds) fail_soak(what, errors);
}

/// Runs a fit to its end, however often it is stopped.
void run_to_the_end(const Scene& scene, const Arguments& fit, Random& random, Counts& counts) {
    constexpr int most_runs = 40;
    const std::string checkpoint = scene.path("c.h5");
    const std::string output = scene.path("parts.h5");
    for (int runs = 0;; ++runs) {
        const Interruption interruption(random);
        const bool goes_on = std::filesystem::exists(checkpoint) || std::filesystem::exists(checkpoint + ".prev");
        const Arguments all = joined(fit, {goes_on ? "--resume" : "--checkpoint", checkpoint, "-o", output});
        const ProcessOutcome outcome = runs < most_runs ? interruption.run(all) : scene.run_on(2, all);
        const std::string what = interruption.text() + fmt::format(", code {}", outcome.exit_code);
        expect(count_of("is damaged", outcome.errors) == 0, what + ": a torn checkpoint", outcome.errors);
        if (goes_on) ++counts["resumed"];
        if (outcome.exit_code == 0) break;

        const bool is_written = std::filesystem::exists(output);
        if (is_written && interruption.signal == "KILL") break;  // just when all was done
        expect(!is_written, what + ": an output of a run that was stopped", outcome.errors);
        if (outcome.exit_code == Interruption::launcher_hung) {
            ++counts["killed while MPI started, and mpiexec waited for ever"];
            continue;
        }
        const bool was_stopped = outcome.exit_code == 75;
        const bool was_killed = outcome.exit_code > 128 && !interruption.signal.empty();
        expect(was_stopped || was_killed, what + ": an end that nobody asked for", outcome.errors);
        ++counts[was_stopped ? "stopped with a checkpoint" : interruption.signal == "KILL" ? "killed" : "ended early"];
    }
}

void soak_once(std::uint64_t seed, Counts& counts) {
    Random random(seed);
    const RandomCase random_case(random);
    fmt::print("seed {}: {}\n", seed, random_case.text());
    std::fflush(stdout);
    const Scene scene;
    random_case.write(scene.path("in.h5"));
    const Arguments fit = joined({"fit", scene.path("in.h5")}, random_case.arguments());
    const std::string whole = scene.path("whole.h5");
    const ProcessOutcome outcome = scene.run(joined(fit, {"-o", whole, "--quiet"}));
    expect(outcome.exit_code == 0, "a fit that nobody disturbed failed", outcome.errors);
    const std::string difference = random_case.difference_from_reference(whole);
    expect(difference.empty(), difference + " differs from the reference");

    run_to_the_end(scene, fit, random, counts);
    const std::string other = first_difference(whole, scene.path("parts.h5"));
    expect(other.empty(), other + " differs from that of a run that was left alone");
    ++counts["fits, all with the reference's bits"];
}

}  // namespace

int main(int argc, char** argv) {
    double minutes = 2;
    std::uint64_t seed = 1;
    CLI::App app("random fits, stopped and resumed, against the reference");
    app.add_option("--minutes", minutes, "how long")->capture_default_str();
    app.add_option("--seed", seed, "of the first fit; the next ones follow")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const Stopwatch watch;
    Counts counts;
    try {
        for (; watch.seconds() < 60 * minutes; ++seed) soak_once(seed, counts);
    } catch (const std::exception& error) {
        fmt::print("seed {} FAILED: {}\n", seed, error.what());
        return 1;
    }
    for (const auto& [what, count] : counts) fmt::print("{:6} {}\n", count, what);
    fmt::print("{:.1f} minutes without a difference\n", watch.seconds() / 60);
    return 0;
}
