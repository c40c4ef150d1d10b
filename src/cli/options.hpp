#pragma once

#include "lloyd/data/generators.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/files/precision.hpp"
#include "lloyd/kmeans/options.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace lloyd::cli {

/// Options that several commands share, as plain values. For each struct: `bind` declares its leaves on a
/// subcommand, `check` throws Error(usage) for what no run could use, and `arguments` says it again as
/// command-line arguments, for a process that shall do the same.

/// Where the rows come from: a dataset of a file, or a recipe, each rank making its own.
struct DataOptions {
    std::string input;     ///< FILE[:/dataset]; empty when the rows are generated
    std::string generate;  ///< blobs or uniform; empty when the rows are read
    GeneratorOptions generator;
    Precision precision = Precision::float64;  ///< of generated rows

    bool is_generated() const { return !generate.empty(); }
};
void bind(CLI::App& app, DataOptions& options);
void check(const DataOptions& options);
std::vector<std::string> arguments(const DataOptions& options);

/// What to fit.
struct ModelOptions {
    FitOptions fit;                      ///< n_clusters must be given; `init` follows from the next one
    std::string init = "k-means++";      ///< or k-means||, random, or FILE[:/dataset]
    std::int64_t silhouette_sample = 0;  ///< rows; 0 for no silhouette
};
void bind(CLI::App& app, ModelOptions& options);
void check(const ModelOptions& options);
std::vector<std::string> arguments(const ModelOptions& options);

/// Declares --output, which is returned as it may be required, and --force.
CLI::Option* bind(CLI::App& app, Output& output);
void bind_force(CLI::App& app, Output& output);

/// How much is said, to whom, and whether that is all.
struct ReportOptions {
    bool json = false;     ///< stdout has one JSON document and nothing else
    bool quiet = false;    ///< only errors are said
    bool dry_run = false;  ///< what would be done is said, and not done
};
void bind(CLI::App& app, ReportOptions& options);

/// Threads of a rank; 0 stands for OMP_NUM_THREADS, or else every usable CPU.
void bind_threads(CLI::App& app, int& threads);

/// Shape, clusters and precision of generated rows. The flag of the seed differs, for a fit has one of its own.
std::vector<CLI::Option*> bind_generator(CLI::App& app, GeneratorOptions& options, Precision& precision,
                                         const std::string& seed_flag);

Recipe recipe_named(const std::string& name);

}  // namespace lloyd::cli
