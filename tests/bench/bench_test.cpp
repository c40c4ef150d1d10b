// The driver with a shell script in place of lloyd: it copies a prepared result and prints a prepared JSON.
#include "lloyd/bench/bench.hpp"

#include "bench/stand_in.hpp"
#include "files/caught.hpp"
#include "files/dataset.hpp"
#include "files/temporary_directory.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;
using lloyd::ExitCode;
using lloyd::test::Caught;
using lloyd::test::caught;
using lloyd::test::TemporaryDirectory;

namespace {

void write_result(const std::string& path, double inertia) {
    lloyd::hdf5::write_scalar(lloyd::hdf5::create_file(path), "/inertia", inertia, {"inertia", "input^2"});
}

/// A layout whose runs are this script; $1 is the result file.
lloyd::PlannedLayout scripted(const TemporaryDirectory& directory, int threads, const std::string& script) {
    return {lloyd::Layout{1, 1, threads},
            {"/bin/sh", "-c", "shift; " + script, "sh"},  // "-o FILE" follows
            directory.file("out/threads-" + std::to_string(threads) + ".h5")};
}

std::string prints_and_copies(const TemporaryDirectory& directory, double training_seconds, double inertia) {
    const std::string name = fmt::format("{}-{}", training_seconds, inertia);
    std::ofstream(directory.file(name + ".json")) << lloyd::test::fit_json(training_seconds, inertia);
    write_result(directory.file(name + ".h5"), inertia);
    return fmt::format("cp '{}' \"$1\"; cat '{}'", directory.file(name + ".h5"), directory.file(name + ".json"));
}

lloyd::BenchPlan plan_of(const TemporaryDirectory& directory, const std::string& base_script,
                         const std::string& other_script) {
    lloyd::BenchPlan plan;
    plan.context.rounds = 2;
    plan.report_file = directory.file("out/bench.json");
    plan.control = [](const std::vector<int>& threads) { return lloyd::Control{{{threads.at(0)}, {threads.at(1)}}}; };
    plan.layouts = {scripted(directory, 1, base_script), scripted(directory, 2, other_script)};
    return plan;
}

Caught failure_of(const lloyd::BenchPlan& plan) {
    return caught([&] { lloyd::run_bench(plan); });
}

}  // namespace

TEST_CASE("layouts run in turns, and all that they say is in the report and its file", "[bench]") {
    const TemporaryDirectory directory;
    const lloyd::BenchPlan plan =
        plan_of(directory, prints_and_copies(directory, 4, 1.5), prints_and_copies(directory, 2, 1.5));
    std::string order;
    const lloyd::BenchReport report =
        lloyd::run_bench(plan, [&](const lloyd::Layout& layout, const lloyd::BenchSample& sample) {
            order += fmt::format("{}.{} ", sample.round, layout.threads_per_rank);
        });
    CHECK(order == "0.1 0.2 1.1 1.2 ");
    REQUIRE(report.layouts.size() == 2);
    CHECK(report.layouts[0].training_seconds() == std::vector<double>{4, 4});
    CHECK(report.layouts[1].training_seconds() == std::vector<double>{2, 2});
    CHECK(report.layouts[1].samples[1].process_seconds > 0);
    REQUIRE(report.context.control.points.size() == 2);
    CHECK(report.context.control.points[1].threads == 2);

    std::ifstream file(plan.report_file);
    CHECK(nlohmann::ordered_json::parse(file) == report_json(report));
    CHECK(std::distance(fs::directory_iterator(directory.file("out")), fs::directory_iterator()) == 3);
}

TEST_CASE("results that differ end the comparison, whatever was printed", "[bench]") {
    const TemporaryDirectory directory;
    const std::string other = prints_and_copies(directory, 2, std::nextafter(1.5, 2));
    const lloyd::BenchPlan plan = plan_of(directory, prints_and_copies(directory, 4, 1.5), other);
    const Caught failure = failure_of(plan);
    CHECK(failure.code == int(ExitCode::software));
    CHECK(failure.says("/inertia of 1 rank x 2 threads in round 1 differs"));
    CHECK(!fs::exists(plan.report_file));
    CHECK(fs::exists(plan.layouts[1].result_file));
}

TEST_CASE("a repetition that differs from the first run of its own layout is noticed", "[bench]") {
    const TemporaryDirectory directory;
    const std::string first = prints_and_copies(directory, 4, 1.5);
    const std::string later = prints_and_copies(directory, 4, 2.5);
    const std::string flag = directory.file("ran");
    const std::string script = fmt::format("if [ -e '{0}' ]; then {1}; else touch '{0}'; {2}; fi", flag, later, first);
    CHECK(failure_of(plan_of(directory, script, first)).says("/inertia of 1 rank x 1 thread in round 2 differs"));
}

TEST_CASE("a run that fails hands its exit code and last words on", "[bench]") {
    const TemporaryDirectory directory;
    const std::string good = prints_and_copies(directory, 4, 1.5);
    const Caught failure = failure_of(plan_of(directory, good, "seq 1 50 >&2; echo 'bad data' >&2; exit 65"));
    CHECK(failure.code == int(ExitCode::data));
    CHECK(failure.says("1 rank x 2 threads in round 1 ended with exit code 65"));
    CHECK(failure.says("\n12\n"));
    CHECK(!failure.says("\n11\n"));
    CHECK(failure.text.ends_with("bad data"));
}

TEST_CASE("codes of launchers and signals become software failures", "[bench]") {
    const TemporaryDirectory directory;
    const std::string good = prints_and_copies(directory, 4, 1.5);
    CHECK(failure_of(plan_of(directory, "exit 1", good)).code == int(ExitCode::software));
    CHECK(failure_of(plan_of(directory, "kill -9 $$", good)).code == int(ExitCode::software));
    CHECK(failure_of(plan_of(directory, "exit 75", good)).code == int(ExitCode::stopped));
}

TEST_CASE("files that are there are replaced with leave only", "[bench]") {
    const TemporaryDirectory directory;
    const std::string good = prints_and_copies(directory, 4, 1.5);
    lloyd::BenchPlan plan = plan_of(directory, good, good);
    CHECK(failure_of(plan).code == int(ExitCode::done));
    for (const std::string& file : {plan.report_file, plan.layouts[1].result_file}) {
        const Caught failure = failure_of(plan);
        CHECK(failure.code == int(ExitCode::usage));
        CHECK(failure.says(file));
        fs::remove(file);
        fs::remove(plan.layouts[0].result_file);
    }
    write_result(plan.report_file, 0);
    plan.overwrite = lloyd::Overwrite::yes;
    CHECK(failure_of(plan).code == int(ExitCode::done));
}

TEST_CASE("a directory that cannot be made is an I/O error", "[bench]") {
    const TemporaryDirectory directory;
    std::ofstream(directory.file("out")) << "a file";
    const std::string good = prints_and_copies(directory, 4, 1.5);
    CHECK(failure_of(plan_of(directory, good, good)).code == int(ExitCode::io));
}
