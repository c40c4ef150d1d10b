#include "cli/result_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lloyd::cli {

namespace {

std::string row_of(const FileDescription& file) {
    if (file.kind == FileKind::result && !file.complete) return "not complete: whatever wrote it was stopped";
    if (!file.result) return "not a result";
    const ResultSummary& result = *file.result;
    const std::string silhouette =
        result.silhouette_mean ? fmt::format("{:.4f}", *result.silhouette_mean) : std::string("-");
    return fmt::format("{:>6}  {:>18.12g}  {:>10}  {:>6}  {:>9}  {:>9.2f}", result.n_clusters, result.inertia,
                       silhouette, result.n_iter, result.converged ? "yes" : "no", result.training_seconds);
}

}  // namespace

std::string result_table(const std::vector<DescribedFile>& files) {
    std::size_t width = 4;
    for (const auto& [path, description] : files) width = std::max(width, path.size());
    std::string text = fmt::format("{:<{}}  {:>6}  {:>18}  {:>10}  {:>6}  {:>9}  {:>9}\n", "file", width, "k",
                                   "inertia", "silhouette", "n_iter", "converged", "seconds");
    for (const auto& [path, description] : files) text += fmt::format("{:<{}}  {}\n", path, width, row_of(description));
    return text;
}

}  // namespace lloyd::cli
