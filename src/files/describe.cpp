#include "lloyd/files/describe.hpp"

#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "files/datatype.hpp"
#include "files/header.hpp"
#include "files/written.hpp"

#include <algorithm>
#include <numeric>

namespace lloyd {

namespace {

using hdf5::Handle;

FileKind kind_of(hid_t file) {
    const std::string format = hdf5::read_text(file, "format").value_or("");
    if (format == data_format) return FileKind::data;
    if (format == result_format) return FileKind::result;
    if (format == label_format) return FileKind::labels;
    if (format == checkpoint_format) return FileKind::checkpoint;
    return FileKind::other;
}

Handle type_of_attribute(hid_t object, const std::string& name) {
    const Handle attribute{hdf5::check(H5Aopen(object, name.c_str(), H5P_DEFAULT), "open attribute " + name), H5Aclose};
    return {hdf5::check(H5Aget_type(attribute), "open attribute " + name), H5Tclose};
}

AttributeValues values_of(hid_t object, const std::string& name) {
    if (const auto texts = hdf5::read_texts(object, name)) return *texts;
    const Handle type = type_of_attribute(object, name);
    if (H5Tget_class(type) == H5T_FLOAT) return hdf5::read_numbers<double>(object, name).value();
    if (H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE)
        return hdf5::read_numbers<std::uint64_t>(object, name).value();
    if (H5Tget_class(type) == H5T_INTEGER) return hdf5::read_numbers<std::int64_t>(object, name).value();
    return std::vector<std::string>{fmt::format("({})", hdf5::type_text(type))};
}

std::vector<AttributeDescription> attributes_of(hid_t object) {
    std::vector<AttributeDescription> attributes;
    for (const std::string& name : hdf5::list_attributes(object))
        attributes.push_back({.name = name, .values = values_of(object, name)});
    return attributes;
}

std::vector<AttributeDescription> attributes_at(hid_t file, const std::string& path) {
    if (!hdf5::exists(file, path)) return {};
    const Handle object{hdf5::check(H5Oopen(file, path.c_str(), H5P_DEFAULT), "open " + path), H5Oclose};
    return attributes_of(object);
}

std::vector<DatasetDescription> datasets_of(hid_t file) {
    std::vector<DatasetDescription> datasets;
    for (const std::string& path : hdf5::list_datasets(file)) {
        const Handle dataset = hdf5::open_dataset(file, path);
        datasets.push_back(
            {.path = path, .shape = hdf5::shape_of(dataset), .type = hdf5::type_text(hdf5::type_of(dataset))});
    }
    return datasets;
}

/// The values of a dataset, which are those that were written.
template <class T>
std::vector<T> read_written(hid_t file, const DatasetName& name) {
    is_known_as_written(file, name);
    return hdf5::read_dataset<T>(file, name.dataset);
}

std::vector<double> reals(hid_t file, const DatasetName& name) { return read_written<double>(file, name); }
std::vector<std::int64_t> integers(hid_t file, const DatasetName& name) {
    return read_written<std::int64_t>(file, name);
}

ResultSummary summary_of(hid_t file, const std::string& path) {
    const hdf5::Shape centers = hdf5::shape_of(hdf5::open_dataset(file, "/cluster_centers"));
    const hdf5::Shape restarts = hdf5::shape_of(hdf5::open_dataset(file, "/restarts/inertia"));
    constexpr std::size_t slowest = 2;
    ResultSummary summary{.n_clusters = centers.at(0),
                          .features = centers.at(1),
                          .n_init = restarts.at(0),
                          .inertia = reals(file, {path, "/inertia"}).at(0),
                          .n_iter = integers(file, {path, "/n_iter"}).at(0),
                          .converged = integers(file, {path, "/converged"}).at(0) != 0,
                          .cluster_sizes = integers(file, {path, "/cluster_sizes"}),
                          .silhouette_mean = {},
                          .training_seconds = reals(file, {path, "/timings/training"}).at(slowest),
                          .total_seconds = reals(file, {path, "/timings/total"}).at(slowest)};
    if (hdf5::exists(file, "/silhouette/mean")) summary.silhouette_mean = reals(file, {path, "/silhouette/mean"}).at(0);
    return summary;
}

CheckpointSummary checkpoint_summary_of(hid_t file, const std::string& path) {
    const auto n_centers = integers(file, {path, "/restarts/n_centers"});
    const auto n_iter = integers(file, {path, "/restarts/n_iter"});
    const auto converged = integers(file, {path, "/restarts/converged"});
    return {.n_clusters = hdf5::read_integer(file, "n_clusters").value_or(0),
            .n_init = std::ssize(n_centers),
            .seeded_centers = std::accumulate(n_centers.begin(), n_centers.end(), std::int64_t{0}),
            .iterations = n_iter.empty() ? 0 : *std::max_element(n_iter.begin(), n_iter.end()),
            .max_iter = hdf5::read_integer(file, "max_iter").value_or(0),
            .converged = std::accumulate(converged.begin(), converged.end(), std::int64_t{0})};
}

FileDescription describe(const std::string& path) {
    const Handle file = hdf5::open_to_read(path);
    FileDescription description{.kind = kind_of(file),
                                .complete = true,
                                .attributes = {},
                                .run_attributes = {},
                                .datasets = datasets_of(file),
                                .result = {},
                                .checkpoint = {}};
    description.attributes = attributes_at(file, "/");
    if (description.kind == FileKind::other) return description;

    expect_known_version(file, path);
    expect_written_attributes(file);
    description.complete = is_complete(file);
    if (description.kind == FileKind::result) {
        description.run_attributes = attributes_at(file, "/run");
        if (description.complete) description.result = summary_of(file, path);
    }
    if (description.kind == FileKind::checkpoint && description.complete)
        description.checkpoint = checkpoint_summary_of(file, path);
    return description;
}

}  // namespace

FileDescription describe_file(const std::string& path) {
    return hdf5::reading(path, [&] { return describe(path); });
}

}  // namespace lloyd
