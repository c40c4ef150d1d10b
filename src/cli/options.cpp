#include "cli/options.hpp"

#include "lloyd/base/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lloyd::cli {

namespace {

Init init_named(const std::string& text) {
    if (text == "k-means++") return Init::kmeans_plus_plus;
    if (text == "k-means||") return Init::kmeans_parallel;
    if (text == "random") return Init::random;
    if (text.find_first_of("./:") == std::string::npos)
        fail(ExitCode::usage,
             "--init is '{}' (it is no way to start, and no file's name) use k-means++, 'k-means||', random or "
             "FILE.h5[:/dataset]; "
             "a file here is ./{}",
             text, text);
    return Init::given;
}

void expect_at_least(const std::string& flag, std::int64_t value, std::int64_t least, const std::string& why) {
    if (value < least) fail(ExitCode::usage, "{} is {} ({}) give {} or more", flag, value, why, least);
}

/// CLI11 wraps negative numbers around for unsigned options.
std::string not_negative(const std::string& text) {
    return text.starts_with('-') ? fmt::format("{} is below 0", text) : std::string();
}

std::string at_least_one(const std::string& text) {
    return text.starts_with('-') || text == "0" ? fmt::format("{} is below 1", text) : std::string();
}

}  // namespace

Recipe recipe_named(const std::string& name) {
    if (name == "blobs") return Recipe::blobs;
    if (name == "sklearn") return Recipe::sklearn;
    if (name == "uniform") return Recipe::uniform;
    fail(ExitCode::usage, "{} is no recipe (rows cannot be made) use blobs, sklearn or uniform", name);
}

std::vector<CLI::Option*> bind_generator(CLI::App& app, GeneratorOptions& options, Precision& precision,
                                         const std::string& seed_flag) {
    const auto set_precision = [&precision](const std::string& name) {
        precision = name == "float32" ? Precision::float32 : Precision::float64;
    };
    return {
        app.add_option("--rows", options.rows, "rows to generate"),
        app.add_option("--features", options.features, "columns to generate")->capture_default_str(),
        app.add_option("--centers", options.centers, "true clusters to generate")->capture_default_str(),
        app.add_option("--std", options.std, "standard deviation within a true cluster")->capture_default_str(),
        app.add_option(seed_flag, options.seed, "seed of the generated rows")
            ->check(not_negative)
            ->capture_default_str(),
        app.add_option_function<std::string>("--dtype", set_precision, "precision of the generated rows")
            ->check(CLI::IsMember({"float64", "float32"}))
            ->default_str("float64"),
    };
}

void bind(CLI::App& app, DataOptions& options) {
    app.add_option("INPUT", options.input, "FILE.h5[:/dataset] with rows as a 2-dimensional dataset of numbers")
        ->type_name("FILE");
    const auto set_recipe = [&options](const std::string& name) {
        options.generate = name;
        options.generator.recipe = recipe_named(name);
    };
    CLI::Option* generate = app.add_option_function<std::string>("--generate", set_recipe,
                                                                 "generate the rows in memory instead of reading them")
                                ->check(CLI::IsMember({"blobs", "uniform"}));
    for (CLI::Option* option : bind_generator(app, options.generator, options.precision, "--data-seed"))
        option->needs(generate);
}

void check(const DataOptions& options) {
    if (options.is_generated() && !options.input.empty())
        fail(ExitCode::usage,
             "both INPUT and --generate are given (it is not clear which rows are meant) give one of them");
    if (!options.is_generated() && options.input.empty())
        fail(ExitCode::usage, "no rows are given (there is nothing to fit) name INPUT or use --generate");
    if (options.is_generated() && options.generator.rows == 0)
        fail(ExitCode::usage, "--rows is missing (--generate makes as many as it says) give the number of rows");
    if (options.is_generated()) check(options.generator);
}

std::vector<std::string> arguments(const DataOptions& options) {
    if (!options.is_generated()) return {options.input};
    const GeneratorOptions& generator = options.generator;
    return {"--generate",  options.generate,
            "--rows",      fmt::to_string(generator.rows),
            "--features",  fmt::to_string(generator.features),
            "--centers",   fmt::to_string(generator.centers),
            "--std",       fmt::to_string(generator.std),
            "--data-seed", fmt::to_string(generator.seed),
            "--dtype",     std::string(precision_name(options.precision))};
}

void bind(CLI::App& app, ModelOptions& options) {
    FitOptions& fit = options.fit;
    app.add_option("-k,--n-clusters", fit.n_clusters, "clusters")->required();
    app.add_option("--n-init", fit.n_init, "restarts, of which the best is kept")->capture_default_str();
    app.add_option("--max-iter", fit.max_iter, "iterations of a restart at most")->capture_default_str();
    app.add_option("--tol", fit.tol, "stop when the centres move less, relative to the variance")
        ->capture_default_str();
    app.add_option("--seed", fit.seed, "seed of all that is random")->check(not_negative)->capture_default_str();
    const auto set_init = [&options](const std::string& text) {
        options.init = text;
        options.fit.init = init_named(text);
    };
    app.add_option_function<std::string>("--init", set_init,
                                         "first centres: k-means++, 'k-means||', random or FILE.h5[:/dataset]")
        ->type_name("{k-means++,k-means||,random}|FILE")
        ->default_str(options.init);
    app.add_option("--silhouette-sample", options.silhouette_sample, "rows to take the silhouette of; 0 for none")
        ->capture_default_str();
}

void check(const ModelOptions& options) {
    const FitOptions& fit = options.fit;
    expect_at_least("--n-clusters", fit.n_clusters, 1, "there is nothing to fit");
    expect_at_least("--n-init", fit.n_init, 1, "there is nothing to choose from");
    expect_at_least("--max-iter", fit.max_iter, 1, "no centre would ever move");
    expect_at_least("--silhouette-sample", options.silhouette_sample, 0, "a sample has rows");
    if (!(fit.tol >= 0) || !std::isfinite(fit.tol))
        fail(ExitCode::usage, "--tol is {} (it is a limit for squared distances) give 0 or more", fit.tol);
}

std::vector<std::string> arguments(const ModelOptions& options) {
    const FitOptions& fit = options.fit;
    return {"--n-clusters",
            fmt::to_string(fit.n_clusters),
            "--n-init",
            fmt::to_string(fit.n_init),
            "--max-iter",
            fmt::to_string(fit.max_iter),
            "--tol",
            fmt::to_string(fit.tol),
            "--seed",
            fmt::to_string(fit.seed),
            "--init",
            options.init,
            "--silhouette-sample",
            fmt::to_string(options.silhouette_sample)};
}

CLI::Option* bind(CLI::App& app, Output& output) {
    bind_force(app, output);
    return app.add_option("-o,--output", output.path, "HDF5 file to write")->type_name("FILE");
}

void bind_force(CLI::App& app, Output& output) {
    app.add_flag_callback(
        "--force", [&output] { output.overwrite = Overwrite::yes; }, "replace what exists");
}

void bind(CLI::App& app, ReportOptions& options) {
    app.add_flag("--json", options.json, "print one JSON document on stdout instead of the summary");
    app.add_flag("--quiet", options.quiet, "say nothing but errors (and --json)");
    app.add_flag("--dry-run", options.dry_run, "say what would be done, and do nothing");
}

void bind_threads(CLI::App& app, int& threads) {
    app.add_option("--threads", threads, "threads of a rank [OMP_NUM_THREADS, else the usable CPUs]")
        ->check(at_least_one);
}

}  // namespace lloyd::cli
