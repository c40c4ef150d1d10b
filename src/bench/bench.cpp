#include "lloyd/bench/bench.hpp"

#include "bench/fit_output.hpp"
#include "bench/last_words.hpp"
#include "bench/process.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/files/compare_results.hpp"
#include "lloyd/files/output.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace lloyd {

namespace {

namespace fs = std::filesystem;

void prepare_directory(const BenchPlan& plan) {
    const fs::path directory = fs::path(plan.report_file).parent_path();
    std::error_code error;
    if (!directory.empty()) fs::create_directories(directory, error);
    if (error)
        fail(ExitCode::io, "cannot make {}: {} (the results go there) name another", directory.string(),
             error.message());

    const Communicator alone = Communicator::serial();
    check_output(alone, {plan.report_file, plan.overwrite}, {});
    for (const PlannedLayout& planned : plan.layouts) check_output(alone, {planned.result_file, plan.overwrite}, {});
}

/// Launchers and signals have codes of their own: only those of fit mean something to the caller.
ExitCode exit_code_of(const ProcessOutcome& outcome) {
    constexpr std::array known{ExitCode::usage, ExitCode::data, ExitCode::io, ExitCode::stopped};
    const auto code = static_cast<ExitCode>(outcome.exit_code);
    return std::find(known.begin(), known.end(), code) != known.end() ? code : ExitCode::software;
}

/// Lines; the longest message of mpirun has thirty.
constexpr int most_words = 40;

struct Run {
    const PlannedLayout& planned;
    int round = 0;
    std::string result_file;
};

FitOutput perform(const Run& run, const std::vector<std::string>& variables) {
    std::vector<std::string> command = run.planned.command;
    command.insert(command.end(), {"-o", run.result_file});
    const ProcessOutcome outcome = run_process(command, variables);
    if (outcome.exit_code != 0) {
        if (const std::string refusal = refusal_of_launcher(outcome.errors); !refusal.empty())
            fail(ExitCode::usage, "{}", refusal);
        // Hydra tells of killed ranks on stdout.
        const std::string& said = outcome.errors.empty() ? outcome.output : outcome.errors;
        fail(exit_code_of(outcome),
             "the run of {} in round {} ended with exit code {} (nothing is reported); its last words:\n{}",
             label(run.planned.layout), run.round + 1, outcome.exit_code, last_words(said, most_words));
    }
    FitOutput output = parse_fit_output(outcome.output);
    output.sample.round = run.round;
    output.sample.process_seconds = outcome.seconds;
    return output;
}

void expect_same_bits(const Run& run, const std::string& first_result) {
    const std::string difference = first_difference(first_result, run.result_file);
    if (!difference.empty())
        fail(
            ExitCode::software,
            "{} of {} in round {} differs from the base case (results must be the same bits, so no times are reported) "
            "compare {} with {} and report it",
            difference, label(run.planned.layout), run.round + 1, run.result_file, first_result);
}

void write_json(const std::string& path, const nlohmann::ordered_json& document) {
    const std::string temporary = path + ".tmp";
    std::ofstream file(temporary);
    file << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    file.close();
    std::error_code error;
    if (file) fs::rename(temporary, path, error);
    if (!file || error)
        fail(ExitCode::io, "cannot write {} (the report would be lost) check the disk and the rights", path);
}

void remove_file(const std::string& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error) fail(ExitCode::io, "cannot remove {} ({}) check the permissions of its folder", path, error.message());
}

void add_note(BenchContext& context, const std::string& note) {
    std::vector<std::string>& notes = context.notes;
    if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
}

}  // namespace

BenchReport run_bench(const BenchPlan& plan, const BenchObserver& observe) {
    prepare_directory(plan);
    BenchReport report{.context = plan.context, .fit = {}, .layouts = {}};
    std::vector<int> busy;
    for (const PlannedLayout& planned : plan.layouts) {
        report.layouts.push_back({planned.layout, {}, {}});
        busy.push_back(planned.layout.cores_per_node());
    }
    report.context.control = plan.control(busy);
    const std::string& first_result = plan.layouts.front().result_file;

    for (int round = 0; round < plan.context.rounds; ++round) {
        for (std::size_t i = 0; i < plan.layouts.size(); ++i) {
            // The results of the first round are kept, later ones only until they are compared.
            const PlannedLayout& planned = plan.layouts[i];
            const Run run{planned, round, round == 0 ? planned.result_file : planned.result_file + ".again"};
            const FitOutput output = perform(run, plan.variables);
            if (run.result_file != first_result) expect_same_bits(run, first_result);
            if (run.result_file != planned.result_file) remove_file(run.result_file);

            report.fit = output.fit;
            report.layouts[i].samples.push_back(output.sample);
            report.layouts[i].binding = output.binding;
            report.layouts[i].warning = output.warning;
            add_note(report.context, output.warning);
            if (observe) observe(planned.layout, output.sample);
        }
    }
    write_json(plan.report_file, report_json(report));
    return report;
}

}  // namespace lloyd
