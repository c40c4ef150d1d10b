#include "bench/statistics.hpp"
#include "lloyd/bench/loss.hpp"
#include "lloyd/bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace lloyd {

namespace {

constexpr std::size_t name_width = 28;

std::string range_text(double low, double high) { return fmt::format("{:.3f} .. {:.3f}", low, high); }

/// A column a layout.
class Table {
public:
    explicit Table(const BenchReport& report) : report_(report) {}

    void row(const std::string& name, const std::function<std::string(const LayoutSamples&)>& cell) {
        text_ += fmt::format("{:<{}}", name, name_width);
        for (const LayoutSamples& runs : report_.layouts)
            text_ += fmt::format("{:>{}}", cell(runs), column_width(runs));
        text_ += '\n';
    }
    void line(const std::string& text) { text_ += text + '\n'; }
    const std::string& text() const { return text_; }

private:
    static std::size_t column_width(const LayoutSamples& runs) {
        return std::max(label(runs.layout).size(), std::size_t{18}) + 2;
    }

    const BenchReport& report_;
    std::string text_;
};

void add_head(Table& table, const BenchReport& report) {
    const BenchContext& context = report.context;
    const nlohmann::json& input = report.fit.at("input");
    const nlohmann::json& options = report.fit.at("options");
    const std::string path = input.at("path");
    const std::string dataset = input.at("dataset");
    table.line(fmt::format("machine   {}, {}", context.host, context.cpu_model));
    table.line(fmt::format("CPUs      {} logical, {} usable, load {:.1f} before; cores compared: {}",
                           context.logical_cpus, context.usable_cpus, context.load_average, context.cores));
    table.line(fmt::format("data      {} x {} {}, {}", input.at("rows").get<std::int64_t>(),
                           input.at("features").get<int>(), input.at("dtype").get<std::string>(),
                           path.empty() ? dataset : path + ":" + dataset));
    table.line(fmt::format("fit       {} clusters from {}, {} restarts, {} iterations at most, tol {}, seed {}",
                           options.at("n_clusters").get<int>(), options.at("init").get<std::string>(),
                           options.at("n_init").get<int>(), options.at("max_iter").get<int>(),
                           options.at("tol").get<double>(), options.at("seed").get<std::uint64_t>()));
    table.line(fmt::format("runs      {} of each layout, in turns, launched by {}; base case {}", context.rounds,
                           context.launcher, label(report.layouts.front().layout)));
    for (const std::string& note : context.notes) table.line("note      " + note);
}

void add_times(Table& table, const char* name, std::vector<double> (LayoutSamples::*seconds)() const) {
    table.row(fmt::format("{} (s), median", name),
              [&](const LayoutSamples& runs) { return fmt::format("{:.3f}", spread((runs.*seconds)()).median); });
    table.row("  min .. max", [&](const LayoutSamples& runs) {
        const Spread times = spread((runs.*seconds)());
        return range_text(times.min, times.max);
    });
}

void add_results(Table& table) {
    table.row("inertia",
              [](const LayoutSamples& runs) { return fmt::format("{:.10g}", runs.samples.front().inertia); });
    table.row("silhouette", [](const LayoutSamples& runs) {
        const std::optional<double>& silhouette = runs.samples.front().silhouette;
        return silhouette ? fmt::format("{:.4f}", *silhouette) : "-";
    });
    table.row("iterations", [](const LayoutSamples& runs) { return std::to_string(runs.samples.front().n_iter); });
}

void add_speed_ups(Table& table, const BenchReport& report) {
    const LayoutSamples& base = report.layouts.front();
    const auto of = [&](const LayoutSamples& runs) {
        return speed_up(base.training_seconds(), runs.training_seconds());
    };
    table.row("speed-up, of medians",
              [&](const LayoutSamples& runs) { return fmt::format("{:.3f} x", of(runs).ratio); });
    table.row("  by round, min .. max",
              [&](const LayoutSamples& runs) { return range_text(of(runs).min, of(runs).max); });
    table.row("  ideal", [](const LayoutSamples& runs) { return fmt::format("{} x", runs.layout.cores()); });
    table.row("parallel efficiency", [&](const LayoutSamples& runs) {
        return fmt::format("{:.1f} %", 100 * of(runs).ratio / runs.layout.cores());
    });
}

void add_phases(Table& table) {
    for (const PhaseField& phase : phase_fields)
        table.row(std::string("  ") + phase.name, [&](const LayoutSamples& runs) {
            const BenchSample& middle = runs.samples[median_index(runs.training_seconds())];
            return fmt::format("{:.3f}", middle.times.mean.*phase.seconds);
        });
}

void add_losses(Table& table, const BenchReport& report) {
    table.line("\ncore-seconds lost against the base case: cores x whole process, of the runs with the median time");
    std::vector<Loss> losses;
    for (const LayoutSamples& runs : report.layouts) losses.push_back(account_for(report, runs));
    const auto loss_of = [&](const LayoutSamples& runs) -> const Loss& {
        return losses[static_cast<std::size_t>(&runs - report.layouts.data())];
    };
    const std::vector<CauseOfLoss>& causes = losses.front().causes;
    table.row("lost", [&](const LayoutSamples& runs) { return fmt::format("{:.3f}", loss_of(runs).seconds); });
    for (std::size_t i = 0; i < causes.size(); ++i)
        table.row("  " + name_of(causes[i].cause),
                  [&](const LayoutSamples& runs) { return fmt::format("{:.3f}", loss_of(runs).causes[i].seconds); });
    for (const LayoutSamples& runs : report.layouts) {
        if (runs.layout == report.layouts.front().layout) continue;
        table.line("\nwhy       " + label(runs.layout));
        if (!runs.warning.empty()) {
            table.line("          it did not get its cores: " + runs.warning);
            continue;
        }
        for (const std::string& line : verdict(loss_of(runs))) table.line("          " + line);
    }
}

}  // namespace

std::string report_text(const BenchReport& report) {
    Table table(report);
    add_head(table, report);
    table.line("");
    table.row("", [](const LayoutSamples& runs) { return label(runs.layout); });
    add_times(table, "training", &LayoutSamples::training_seconds);
    add_times(table, "whole process", &LayoutSamples::process_seconds);
    add_results(table);
    if (report.layouts.size() > 1) {
        add_speed_ups(table, report);
    } else {
        table.line("One core only: there is no other layout to compare with.");
    }
    table.line("");
    table.line("seconds by phase, mean over ranks, of the run with the median training time");
    add_phases(table);
    if (report.layouts.size() > 1) add_losses(table, report);
    const std::size_t results = report.layouts.size() * static_cast<std::size_t>(report.context.rounds);
    if (results > 1) table.line(fmt::format("\nAll {} results are the same bits.", results));
    return table.text();
}

}  // namespace lloyd
