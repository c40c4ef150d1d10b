#include "bench/stand_in.hpp"
#include "support/catch.hpp"

#include <sstream>

using lloyd::BenchReport;

namespace {

/// The words of the line that begins with `name`, after it, single-spaced.
std::string cells(const std::string& text, const std::string& name) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name + " ")) continue;
        std::istringstream words(line.substr(name.size()));
        std::string joined;
        for (std::string word; words >> word;) joined += (joined.empty() ? "" : " ") + word;
        return joined;
    }
    return "no such line";
}

}  // namespace

TEST_CASE("the report says where, what and how", "[report_text]") {
    const std::string text = report_text(lloyd::test::made_up_report());
    CHECK(cells(text, "machine") == "here, a CPU");
    CHECK(cells(text, "CPUs") == "4 logical, 3 usable, load 0.2 before; cores compared: 2");
    CHECK(cells(text, "data") == "5000 x 10 float64, data.h5:/X");
    CHECK(cells(text, "fit") == "4 clusters from k-means++, 20 restarts, 300 iterations at most, tol 0.0001, seed 42");
    CHECK(cells(text, "runs") == "3 of each layout, in turns, launched by mpirun; base case 1 rank x 1 thread");
    CHECK(cells(text, "note") == "a note");
}

TEST_CASE("times are medians with their ends, speed-ups ratios of medians with those of the rounds", "[report_text]") {
    const std::string text = report_text(lloyd::test::made_up_report());
    CHECK(cells(text, "training (s), median") == "5.000 2.500");
    CHECK(cells(text, "whole process (s), median") == "6.000 3.500");
    CHECK(text.find("4.000 .. 6.000      2.000 .. 4.000\n") != std::string::npos);
    CHECK(cells(text, "speed-up, of medians") == "1.000 x 2.000 x");
    CHECK(cells(text, "  by round, min .. max") == "1.000 .. 1.000 1.500 .. 2.000");
    CHECK(cells(text, "  ideal") == "1 x 2 x");
    CHECK(cells(text, "parallel efficiency") == "100.0 % 100.0 %");
}

TEST_CASE("results and phases stand below their layout", "[report_text]") {
    const std::string text = report_text(lloyd::test::made_up_report());
    CHECK(cells(text, "inertia") == "1234.5 1234.5");
    CHECK(cells(text, "silhouette") == "0.6250 0.6250");
    CHECK(cells(text, "iterations") == "7 7");
    CHECK(cells(text, "  assign") == "2.500 1.250");
    CHECK(cells(text, "  read") == "0.000 0.000");
    CHECK(text.ends_with("All 6 results are the same bits.\n"));
}

TEST_CASE("the loss of each layout stands below its phases, and why", "[report_text]") {
    BenchReport report = lloyd::test::made_up_report();
    const std::string text = report_text(report);
    CHECK(cells(text, "lost") == "0.000 1.000");
    CHECK(cells(text, "  machine") == "0.000 1.000");
    CHECK(cells(text, "  rest") == "0.000 -1.000");
    CHECK(text.find("\nwhy       1 rank x 2 threads\n          machine, 1.000 core-s: 2 busy cores do 1.60 x") !=
          std::string::npos);
    report.layouts[1].warning = "crowded";
    const std::string crowded = report_text(report);
    CHECK(crowded.find("it did not get its cores: crowded\n") != std::string::npos);
    CHECK(crowded.find("2 busy cores") == std::string::npos);
}

TEST_CASE("a silhouette that nobody asked for is a dash", "[report_text]") {
    BenchReport report = lloyd::test::made_up_report();
    for (auto& runs : report.layouts)
        for (auto& sample : runs.samples) sample.silhouette.reset();
    CHECK(cells(report_text(report), "silhouette") == "- -");
}

TEST_CASE("one core has nothing to be compared with", "[report_text]") {
    BenchReport report = lloyd::test::made_up_report();
    report.layouts.pop_back();
    const std::string text = report_text(report);
    CHECK(text.find("speed-up") == std::string::npos);
    CHECK(text.find("One core only") != std::string::npos);
}
