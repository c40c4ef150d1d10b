#pragma once

#include "cli/console.hpp"
#include "cli/needs.hpp"
#include "lloyd/files/result_file.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace lloyd::cli {

/// What generate, fit and predict say alike: about which rows, where, and what is written.
struct Task {
    std::string command;
    InputRecord rows;
    JobPlacement placement;
    std::string output;  ///< empty when none is named
};

/// Of rows that are spread evenly.
RowRange rows_per_rank(const Task& task);

/// "1797 x 64 float64, digits.h5:/X", or the recipe that rows are made by.
std::string input_text(const InputRecord& input);

/// Says what would be done, for --dry-run, in a few lines, or as JSON with `more` at its end. memory: where it is
/// tightest.
void say_plan(const Console& console, const Task& task, const Needs& needs, const SharedMemory& memory,
              const nlohmann::ordered_json& more = nlohmann::ordered_json::object());

/// Collective. Says what is in the output now and how long it took.
void say_done(const Console& console, const Process& process, const Task& task, const std::string& written);

/// What every JSON document of a task begins with.
nlohmann::ordered_json to_json(const Task& task);

/// Memory of any process of lloyd, before it has a row: libraries, MPI, HDF5.
inline constexpr std::int64_t process_bytes = 30'000'000;

/// Collective. Largest resident set so far, of the rank that used most.
std::int64_t largest_peak_rss(const Communicator& comm);

}  // namespace lloyd::cli
