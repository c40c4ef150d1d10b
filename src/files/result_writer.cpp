#include "files/attribute.hpp"
#include "files/header.hpp"
#include "files/history.hpp"
#include "files/new_file.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/files/software.hpp"

#include <algorithm>
#include <vector>

namespace lloyd {

namespace {

using hdf5::write_attribute;
using hdf5::write_dataset;
using hdf5::write_scalar;

void write_restarts(hid_t file, const std::vector<RestartSummary>& restarts) {
    const auto column = [&]<class T>(T RestartSummary::*member, auto as) {
        std::vector<decltype(as)> values;
        for (const RestartSummary& restart : restarts) values.push_back(static_cast<decltype(as)>(restart.*member));
        return values;
    };
    write_dataset(file, "/restarts/inertia", column(&RestartSummary::inertia, double{}),
                  {.long_name = "inertia of each restart", .units = "input^2"});
    write_dataset(file, "/restarts/n_iter", column(&RestartSummary::n_iter, std::int32_t{}),
                  {.long_name = "iterations of each restart", .units = "1"});
    write_dataset(file, "/restarts/converged", column(&RestartSummary::converged, std::int8_t{}),
                  {.long_name = "1 where a restart stopped before max_iter", .units = "1"});
    write_dataset(file, "/restarts/empty_relocations", column(&RestartSummary::empty_relocations, std::int64_t{}),
                  {.long_name = "empty clusters that were given a row", .units = "1"});
}

void write_silhouette(hid_t file, const Silhouette& silhouette) {
    write_scalar(file, "/silhouette/mean", silhouette.mean,
                 {.long_name = "mean silhouette of the sample", .units = "1"});
    write_dataset(file, "/silhouette/per_cluster", silhouette.per_cluster,
                  {.long_name = "mean silhouette of each cluster's sampled rows", .units = "1"});
    write_dataset(file, "/silhouette/sample_rows", silhouette.sample_rows,
                  {.long_name = "sampled rows, counted from 0", .units = "1"});
    write_scalar(file, "/silhouette/sample_size", static_cast<std::int64_t>(silhouette.sample_rows.size()),
                 {.long_name = "number of sampled rows", .units = "1"});
}

void write_work(hid_t file, const Work& work) {
    for (const WorkField& field : work_fields)
        write_scalar(file, std::string("/work/") + field.name, work.*field.count,
                     {.long_name = field.meaning, .units = "1"});
}

void write_run(hid_t file, const RunRecord& record) {
    const SoftwareVersions software = software_versions();
    const hdf5::Handle creation{hdf5::check(H5Pcreate(H5P_GROUP_CREATE), "create /run"), H5Pclose};
    hdf5::keep_in_header(creation);
    const hdf5::Handle run{hdf5::check(H5Gcreate2(file, "/run", H5P_DEFAULT, creation, H5P_DEFAULT), "create /run"),
                           H5Gclose};
    write_attribute(run, "n_clusters", std::int64_t{record.options.n_clusters});
    write_attribute(run, "n_init", std::int64_t{record.options.n_init});
    write_attribute(run, "max_iter", std::int64_t{record.options.max_iter});
    write_attribute(run, "tol", record.options.tol);
    write_attribute(run, "seed", record.options.seed);
    write_attribute(run, "init", init_name(record.options.init));
    write_attribute(run, "init_source", record.init_source);
    if (!record.resumed_from.empty()) write_attribute(run, "resumed_from", record.resumed_from);
    write_attribute(run, "ranks", std::int64_t{record.placement.ranks});
    write_attribute(run, "threads_per_rank", std::int64_t{record.placement.threads_per_rank});
    write_attribute(run, "hosts", record.placement.hosts);
    write_attribute(run, "binding", record.placement.binding);
    write_attribute(run, "cpu_model", record.placement.cpu_model);
    write_attribute(run, "placement_warning", record.placement.warning);
    write_attribute(run, "simd_target", record.simd_target);
    write_attribute(run, "mpi_version", software.mpi);
    write_attribute(run, "hdf5_version", software.hdf5);
    write_attribute(run, "compiler", software.compiler);
}

template <class T>
void write_small_things(hid_t file, const ResultContents<T>& contents) {
    const FitResult<T>& fit = contents.fit;
    const RestartSummary& best = fit.best();
    write_input_record(file, contents.run.input);
    const MatrixView<const T> centers = fit.cluster_centers.view();
    write_dataset(file, "/cluster_centers", hdf5::native_type<T>(), {centers.rows, centers.cols}, centers.data,
                  {.long_name = "centre of each cluster, one column a feature", .units = "input"});
    write_dataset(file, "/cluster_sizes", fit.cluster_sizes, {.long_name = "rows of each cluster", .units = "1"});
    write_dataset(file, "/cluster_inertia", contents.clusters.inertia,
                  {.long_name = "sum of squared distances to the centre", .units = "input^2"});
    write_dataset(file, "/cluster_radius", contents.clusters.radius,
                  {.long_name = "largest distance to the centre", .units = "input"});
    write_scalar(file, "/inertia", best.inertia,
                 {.long_name = "sum over all rows of the squared distance to their centre", .units = "input^2"});
    write_scalar(file, "/n_iter", std::int32_t{best.n_iter},
                 {.long_name = "iterations of the best restart", .units = "1"});
    write_scalar(file, "/converged", static_cast<std::int8_t>(best.converged),
                 {.long_name = "1 when the best restart stopped before max_iter", .units = "1"});
    write_scalar(file, "/best_restart", std::int32_t{fit.best_restart},
                 {.long_name = "index of the restart with the lowest inertia", .units = "1"});
    write_restarts(file, fit.restarts);
    write_history(file, fit.history);
    if (contents.silhouette) write_silhouette(file, *contents.silhouette);
    write_work(file, fit.work);
    write_run(file, contents.run);
    if (contents.write_labels)
        hdf5::create_dataset(file, "/labels", hdf5::native_type<std::int32_t>(), {contents.run.input.rows},
                             {.long_name = "cluster of each row, in input order", .units = "1"});
}

void write_timings(hid_t file, const PhaseSummary& summary) {
    for (const PhaseField& phase : phase_fields) {
        const std::vector<double> seconds{summary.min.*phase.seconds, summary.mean.*phase.seconds,
                                          summary.max.*phase.seconds};
        write_dataset(file, std::string("/timings/") + phase.name, seconds,
                      {.long_name = std::string(phase.meaning) + ": min, mean, max over ranks", .units = "s"});
    }
}

}  // namespace

std::string init_name(Init init) {
    switch (init) {
        case Init::kmeans_plus_plus:
            return "k-means++";
        case Init::kmeans_parallel:
            return "k-means||";
        case Init::random:
            return "random";
        case Init::given:
            return "given";
    }
    return "unknown";
}

template <class T>
std::int64_t most_result_bytes(const RunRecord& run, std::int64_t silhouette_rows, bool write_labels) {
    constexpr std::int64_t most_iterations = 10'000;
    const auto texts = [](const std::vector<std::string>& all) {
        const auto longest = std::ranges::max_element(all, {}, &std::string::size);
        return all.empty() ? 0 : std::ssize(all) * std::ssize(*longest);
    };
    const std::int64_t k = run.options.n_clusters;
    const std::int64_t of_clusters = k * (run.input.features * std::int64_t{sizeof(T)} + 4 * 8);
    const std::int64_t of_restarts = std::int64_t{run.options.n_init} * (3 * 8);
    const std::int64_t of_history = std::min<std::int64_t>(run.options.max_iter, most_iterations) * (4 * 8);
    return most_metadata_bytes + std::ssize(run.command_line) + texts(run.placement.hosts) +
           texts(run.placement.binding) + of_clusters + of_restarts + of_history +
           std::min(silhouette_rows, run.input.rows) * 8 + (write_labels ? run.input.rows * 4 : 0);
}

template <class T>
void write_result(const Communicator& comm, const Output& output, const ResultContents<T>& contents, RowRange rows,
                  PhaseTimes& times) {
    const Stopwatch watch;
    NewFile file(comm, output);
    file.create({.format = result_format, .command_line = contents.run.command_line},
                [&](hid_t handle) { write_small_things(handle, contents); });
    if (contents.write_labels)
        file.write_rows([&](SharedFile& shared) {
            for_each_slab(comm, rows, slab_bytes / 4, [&](RowRange slab) {
                const std::int32_t* labels = contents.fit.labels.data() + (slab.begin - rows.begin);
                shared.write<std::int32_t>("/labels", slab.begin, {labels, slab.count(), 1});
            });
        });
    const double seconds = watch.seconds();
    times.write += seconds;
    times.total += seconds;
    const PhaseSummary summary = summarize(comm, times);
    file.finish([&](hid_t handle) { write_timings(handle, summary); });
}

template std::int64_t most_result_bytes<float>(const RunRecord&, std::int64_t, bool);
template std::int64_t most_result_bytes<double>(const RunRecord&, std::int64_t, bool);
template void write_result(const Communicator&, const Output&, const ResultContents<float>&, RowRange, PhaseTimes&);
template void write_result(const Communicator&, const Output&, const ResultContents<double>&, RowRange, PhaseTimes&);

}  // namespace lloyd
