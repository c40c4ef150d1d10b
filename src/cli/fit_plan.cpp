#include "cli/fit_plan.hpp"

#include "cli/fit_report.hpp"
#include "cli/text.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/files/software.hpp"
#include "lloyd/kmeans/fit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lloyd::cli {

namespace {

/// Rank 0's rows: no rank has more.
std::int64_t largest_shard(const FitPlan& plan) {
    return shard_range(plan.input.rows, 0, plan.placement.ranks).count();
}

std::int64_t smallest_shard(const FitPlan& plan) {
    return shard_range(plan.input.rows, plan.placement.ranks - 1, plan.placement.ranks).count();
}

std::int64_t memory_of_largest(const FitPlan& plan) {
    const Team team(plan.placement.threads_per_rank);
    return plan.input.precision == Precision::float32
               ? fit_memory_bytes<float>(team, largest_shard(plan), plan.input.features, plan.options)
               : fit_memory_bytes<double>(team, largest_shard(plan), plan.input.features, plan.options);
}

}  // namespace

std::string plan_text(const FitPlan& plan) {
    return fmt::format(
        "rows        {} x {} {}\n"
        "where       {}\n"
        "each rank   {} rows, about {}\n"
        "would write {}\n",
        plan.input.rows, plan.input.features, precision_name(plan.input.precision), placement_text(plan.placement),
        range_text(smallest_shard(plan), largest_shard(plan)), bytes_text(memory_of_largest(plan)),
        plan.output.empty() ? "nothing, no --output is given" : plan.output);
}

std::string plan_json(const FitPlan& plan) {
    using Json = nlohmann::ordered_json;
    const Json json{
        {"command", "fit"},
        {"software_version", software_versions().version},
        {"dry_run", true},
        {"input", to_json(plan.input)},
        {"options", to_json(plan.options, plan.init_source)},
        {"placement", to_json(plan.placement, simd_target_name())},
        {"plan",
         {{"rows_per_rank", {{"min", smallest_shard(plan)}, {"max", largest_shard(plan)}}},
          {"memory_bytes_per_rank", memory_of_largest(plan)}}},
        {"output", plan.output.empty() ? Json(nullptr) : Json(plan.output)},
    };
    return json.dump();
}

}  // namespace lloyd::cli
