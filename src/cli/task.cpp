#include "cli/task.hpp"

#include "cli/text.hpp"
#include "lloyd/core/simd_target.hpp"
#include "lloyd/files/software.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>

namespace lloyd::cli {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const InputRecord& rows) {
    return {{"path", rows.path},
            {"dataset", rows.dataset},
            {"rows", rows.rows},
            {"features", rows.features},
            {"dtype", precision_name(rows.precision)},
            {"fingerprint", rows.fingerprint}};
}

Json to_json(const JobPlacement& placement) {
    return {{"ranks", placement.ranks},         {"threads_per_rank", placement.threads_per_rank},
            {"hosts", placement.hosts},         {"binding", placement.binding},
            {"cpu_model", placement.cpu_model}, {"simd_target", simd_target_name()},
            {"warning", placement.warning}};
}

}  // namespace

RowRange rows_per_rank(const Task& task) {
    const int ranks = task.placement.ranks;
    return {part_of(task.rows.rows, ranks - 1, ranks).count(), part_of(task.rows.rows, 0, ranks).count()};
}

std::string input_text(const InputRecord& input) {
    return fmt::format("{} x {} {}, {}", input.rows, input.features, precision_name(input.precision),
                       input.path.empty() ? input.dataset : fmt::format("{}:{}", input.path, input.dataset));
}

void say_plan(const Console& console, const Task& task, const Needs& needs, const SharedMemory& memory,
              const Json& more) {
    const std::string most =
        needs.most_memory_bytes > needs.memory_bytes
            ? fmt::format(" to {}, by whether they lie in clusters", bytes_text(needs.most_memory_bytes))
            : "";
    console.summary(
        fmt::format("rows        {}\n"
                    "where       {}\n"
                    "each rank   {} rows, about {}{}\n"
                    "memory      {} of {} left on {} ({})\n"
                    "would write {}\n",
                    input_text(task.rows), placement_text(task.placement),
                    range_text(needs.rows_per_rank.begin, needs.rows_per_rank.end), bytes_text(needs.memory_bytes),
                    most, bytes_text(memory.needed.total), bytes_text(memory.left.bytes), memory.place,
                    memory.left.limit, task.output.empty() ? "nothing, no --output is given" : task.output));
    Json json = to_json(task);
    json["dry_run"] = true;
    json["plan"] = {{"rows_per_rank", {{"min", needs.rows_per_rank.begin}, {"max", needs.rows_per_rank.end}}},
                    {"memory_bytes_per_rank", needs.memory_bytes},
                    {"most_memory_bytes_per_rank", needs.most_memory_bytes},
                    {"tightest_memory",
                     {{"place", memory.place},
                      {"ranks", memory.ranks},
                      {"needed_bytes", memory.needed.total},
                      {"most_needed_bytes", memory.most.total},
                      {"left_bytes", memory.left.bytes},
                      {"limit", memory.left.limit}}}};
    json.update(more);
    console.json(json);
}

void say_done(const Console& console, const Process& process, const Task& task, const std::string& written) {
    const double seconds = process.started.seconds();
    console.summary(fmt::format("{}: {}, {:.2f} s\n", task.output, written, seconds));
    Json json = to_json(task);
    json["total_seconds"] = seconds;
    json["peak_rss_bytes"] = largest_peak_rss(process.comm);
    console.json(json);
}

Json to_json(const Task& task) {
    return {{"command", task.command},
            {"software_version", software_versions().version},
            {"input", to_json(task.rows)},
            {"placement", to_json(task.placement)},
            {"output", task.output.empty() ? Json(nullptr) : Json(task.output)}};
}

std::int64_t largest_peak_rss(const Communicator& comm) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::array<std::int64_t, 1> bytes{std::int64_t{usage.ru_maxrss} * 1024};  // Linux counts in KiB
    comm.max(bytes);
    return bytes[0];
}

}  // namespace lloyd::cli
