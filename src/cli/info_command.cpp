#include "cli/info_command.hpp"

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/result_table.hpp"
#include "cli/text.hpp"
#include "lloyd/files/describe.hpp"
#include "lloyd/files/verify.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>

namespace lloyd::cli {

namespace {

using Json = nlohmann::ordered_json;

struct InfoCommandOptions {
    std::vector<std::string> paths;
    bool verify = false;
    ReportOptions report;
};

/// What a file holds, and whether that is what was written, where that was asked.
struct FileReport {
    std::string path;
    FileDescription file;
    std::optional<Verification> verification;
};

const char* name_of(FileKind kind) {
    switch (kind) {
        case FileKind::data:
            return "data";
        case FileKind::result:
            return "result";
        case FileKind::labels:
            return "labels";
        case FileKind::checkpoint:
            return "checkpoint";
        case FileKind::other:
            break;
    }
    return "other";
}

Json to_json(const std::vector<AttributeDescription>& attributes) {
    Json json = Json::object();
    for (const auto& [name, values] : attributes)
        json[name] = std::visit(
            [](const auto& elements) { return elements.size() == 1 ? Json(elements[0]) : Json(elements); }, values);
    return json;
}

Json to_json(const std::vector<DatasetDescription>& datasets) {
    Json json = Json::array();
    for (const auto& [path, shape, type] : datasets) json.push_back({{"path", path}, {"shape", shape}, {"type", type}});
    return json;
}

Json to_json(const std::optional<ResultSummary>& result) {
    if (!result) return nullptr;
    return {{"n_clusters", result->n_clusters},
            {"features", result->features},
            {"n_init", result->n_init},
            {"inertia", result->inertia},
            {"n_iter", result->n_iter},
            {"converged", result->converged},
            {"cluster_sizes", result->cluster_sizes},
            {"silhouette_mean", result->silhouette_mean ? Json(*result->silhouette_mean) : Json(nullptr)},
            {"training_seconds", result->training_seconds},
            {"total_seconds", result->total_seconds}};
}

Json to_json(const std::optional<CheckpointSummary>& checkpoint) {
    if (!checkpoint) return nullptr;
    return {{"n_clusters", checkpoint->n_clusters},
            {"n_init", checkpoint->n_init},
            {"seeded_centers", checkpoint->seeded_centers},
            {"iterations", checkpoint->iterations},
            {"max_iter", checkpoint->max_iter},
            {"converged_restarts", checkpoint->converged}};
}

Json json_of(const FileReport& report) {
    const FileDescription& file = report.file;
    Json json{{"command", "info"},
              {"path", report.path},
              {"kind", name_of(file.kind)},
              {"complete", file.complete},
              {"attributes", to_json(file.attributes)},
              {"run", to_json(file.run_attributes)},
              {"datasets", to_json(file.datasets)},
              {"result", to_json(file.result)},
              {"checkpoint", to_json(file.checkpoint)}};
    if (report.verification) {
        json["verified"] = report.verification->right > 0 ? Json(true) : Json(nullptr);
        json["checksums"] = {{"right", report.verification->right}, {"without", report.verification->without}};
    }
    return json;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
    return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, " x "));
}

std::string title(FileKind kind) {
    return kind == FileKind::other ? "an HDF5 file that lloyd did not write"
                                   : fmt::format("a {} file of lloyd", name_of(kind));
}

std::string text_of(const ResultSummary& result) {
    std::string text =
        fmt::format("  {} clusters in {} dimensions, inertia {:.12g}, {} after {} iterations, best of {} restarts\n",
                    result.n_clusters, result.features, result.inertia,
                    result.converged ? "converged" : "not converged", result.n_iter, result.n_init);
    if (result.silhouette_mean) text += fmt::format("  silhouette {:.4f}\n", *result.silhouette_mean);
    return text + fmt::format("  training took {:.2f} s of {:.2f} s\n", result.training_seconds, result.total_seconds);
}

std::string text_of(const CheckpointSummary& fit) {
    const std::int64_t all_centers = fit.n_init * fit.n_clusters;
    if (fit.seeded_centers < all_centers)
        return fmt::format("  {} clusters, {} restarts: {} of {} first centres are chosen\n", fit.n_clusters,
                           fit.n_init, fit.seeded_centers, all_centers);
    return fmt::format("  {} clusters, {} restarts: {} of at most {} iterations done, {} restarts converged\n",
                       fit.n_clusters, fit.n_init, fit.iterations, fit.max_iter, fit.converged);
}

std::string text_of(const AttributeValues& values) {
    return std::visit([](const auto& elements) { return fmt::format("{}", fmt::join(elements, "; ")); }, values);
}

std::string text_of(const Verification& found, FileKind kind) {
    if (found.right == 0)
        return fmt::format("no checksums: {} wrote it", kind == FileKind::other ? "another program" : "an older lloyd");
    if (found.without > 0)
        return fmt::format("{} right, {} without", counted(found.right, "checksum"), counted(found.without, "dataset"));
    return found.right == 1 ? "its checksum is right" : fmt::format("all {} checksums are right", found.right);
}

std::string text_of(const FileReport& report) {
    const FileDescription& file = report.file;
    std::string text = fmt::format("{}: {}\n", report.path, title(file.kind));
    if (report.verification) text += fmt::format("  {}\n", text_of(*report.verification, file.kind));
    if (!file.complete) text += "  it is not complete: whatever wrote it was stopped\n";
    if (file.result) text += text_of(*file.result);
    if (file.checkpoint) text += text_of(*file.checkpoint);
    const auto list = [&text](const char* heading, const std::vector<AttributeDescription>& attributes) {
        if (!attributes.empty()) text += fmt::format("{}\n", heading);
        for (const auto& [name, values] : attributes) text += fmt::format("  {:<18} {}\n", name, text_of(values));
    };
    text += "datasets\n";
    for (const auto& [name, shape, type] : file.datasets)
        text += fmt::format("  {:<30} {:<16} {}\n", name, shape_text(shape), type);
    list("attributes", file.attributes);
    list("run", file.run_attributes);
    return text;
}

ExitCode run(const Process& process, const InfoCommandOptions& options) {
    const Console console(process.comm, options.report);
    std::vector<DescribedFile> files;
    std::string text;
    Json json = Json::array();
    for (const std::string& path : options.paths) {
        FileReport report{.path = path, .file = {}, .verification = {}};
        if (options.verify) report.verification = verify_file(path);
        report.file = describe_file(path);
        text = text_of(report);
        json.push_back(json_of(report));
        files.push_back({path, report.file});
    }
    const bool is_one = files.size() == 1;
    console.summary(is_one ? text : result_table(files));
    console.json(is_one ? json[0] : json);
    return ExitCode::done;
}

}  // namespace

Command add_info_command(CLI::App& main) {
    const auto options = std::make_shared<InfoCommandOptions>();
    CLI::App* app =
        main.add_subcommand("info", "say what a file of lloyd, or any other HDF5 file, holds; of several, a line each");
    app->add_option("FILE", options->paths, "HDF5 file; of several, a line each")->required()->type_name("FILE");
    app->add_flag("--verify", options->verify, "compare all values with their checksums");
    app->add_flag("--json", options->report.json, "print one JSON document, of several files an array");
    app->footer("Example:\n  lloyd info result.h5\n  lloyd info k-*.h5");
    return {app, false, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
