#include "damage/readers.hpp"

#include "files/sample_checkpoint.hpp"
#include "lloyd/base/checksum.hpp"
#include "lloyd/files/describe.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/files/verify.hpp"

#include <fmt/ranges.h>

#include <filesystem>

namespace lloyd::test {

namespace {

const Communicator alone = Communicator::serial();

std::string text_of(const std::vector<AttributeDescription>& attributes) {
    std::string text;
    for (const AttributeDescription& attribute : attributes)
        std::visit([&](const auto& all) { text += fmt::format("{} {}\n", attribute.name, fmt::join(all, ";")); },
                   attribute.values);
    return text;
}

std::string text_of(const ResultSummary& result) {
    return fmt::format("{} {} {} {:a} {} {} {} {:a} {:a} {:a}\n", result.n_clusters, result.features, result.n_init,
                       result.inertia, result.n_iter, result.converged, fmt::join(result.cluster_sizes, ";"),
                       result.silhouette_mean.value_or(-2), result.training_seconds, result.total_seconds);
}

std::string text_of(const CheckpointSummary& checkpoint) {
    return fmt::format("{} {} {} {} {} {}\n", checkpoint.n_clusters, checkpoint.n_init, checkpoint.seeded_centers,
                       checkpoint.iterations, checkpoint.max_iter, checkpoint.converged);
}

/// lloyd info
std::string describe(const std::string& path) {
    const FileDescription file = describe_file(path);
    std::string text = fmt::format("{} {}\n", static_cast<int>(file.kind), file.complete);
    text += text_of(file.attributes) + text_of(file.run_attributes);
    for (const auto& [name, shape, type] : file.datasets)
        text += fmt::format("{} {} {}\n", name, fmt::join(shape, " x "), type);
    if (file.result) text += text_of(*file.result);
    if (file.checkpoint) text += text_of(*file.checkpoint);
    return text;
}

/// lloyd info --verify
std::string verify(const std::string& path) {
    const Verification found = verify_file(path);
    return fmt::format("{} right, {} without", found.right, found.without);
}

template <class T>
std::string text_of(MatrixView<T> rows) {
    const std::int64_t row_bytes = rows.cols * static_cast<std::int64_t>(sizeof(T));
    return fmt::format("{} x {} of {} bytes: {:x}", rows.rows, rows.cols, sizeof(T),
                       checksum_of_rows(rows.data, 0, rows.rows, row_bytes));
}

template <class T>
std::string model_as(const std::string& path) {
    return text_of(read_model<T>(alone, path).cluster_centers.view());
}

/// lloyd predict, its result
std::string model(const std::string& path) {
    return result_precision(alone, path) == Precision::float32 ? model_as<float>(path) : model_as<double>(path);
}

template <class T>
std::string rows_as(const InputInfo& info) {
    Matrix<T> rows(info.rows, info.features);
    open_rows<T>(info)(0, rows.view());
    const auto row_bytes = static_cast<std::int64_t>(sizeof(T)) * info.features;
    check_rows<T>(info, checksum_of_rows(rows.view().data, 0, info.rows, row_bytes));
    return text_of(rows.view());
}

/// lloyd fit and predict, their rows
std::string rows(const DatasetName& name) {
    const InputInfo info = inspect_input(alone, name);
    return info.precision == Precision::float32 ? rows_as<float>(info) : rows_as<double>(info);
}

template <class T>
std::string checkpoint_as(const std::string& path) {
    const Checkpoint<T> checkpoint = read_checkpoint<T>(alone, path, sample_checkpoint<T>().identity);
    std::string text = checkpoint.input_fingerprint;
    for (const Restart<T>& restart : checkpoint.restarts) {
        text += fmt::format("\n{} {} {} {} ", restart.index, restart.summary.n_iter, restart.summary.converged,
                            restart.summary.empty_relocations);
        text += text_of(restart.centers.view()) + " " + text_of(restart.assigned.view());
        text +=
            fmt::format(" {} {} {}", fmt::join(restart.history.inertia, ";"),
                        fmt::join(restart.history.center_shift, ";"), fmt::join(restart.history.labels_changed, ";"));
    }
    return text;
}

/// lloyd fit --resume, where there is no former checkpoint
template <class T>
std::string checkpoint(const std::string& path) {
    std::filesystem::remove(former_checkpoint(path));
    return checkpoint_as<T>(path);
}

/// The same where the former one is as it was written, which must be taken then; `good` is it.
template <class T>
std::string former(const std::string& path, const std::string& good) {
    std::filesystem::copy_file(good, former_checkpoint(path), std::filesystem::copy_options::overwrite_existing);
    return checkpoint_as<T>(path);
}

}  // namespace

std::vector<Reader> readers_of(const GoodFile& file) {
    std::vector<Reader> readers{{"describe", describe}, {"verify", verify}};
    if (file.kind.starts_with("result")) readers.push_back({"model", model});
    if (file.kind == "checkpoint, float64") {
        readers.push_back({"resume", checkpoint<double>});
        readers.push_back(
            {"former", [good = file.path](const std::string& path) { return former<double>(path, good); }});
    }
    if (file.kind == "checkpoint, float32") readers.push_back({"resume", checkpoint<float>});
    if (!file.dataset.empty()) {
        readers.push_back({"rows", [dataset = file.dataset](const std::string& path) {
                               return rows({path, dataset});
                           }});
        readers.push_back({"only rows", [](const std::string& path) { return rows({path, ""}); }});
    }
    return readers;
}

}  // namespace lloyd::test
