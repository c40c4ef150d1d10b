#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd predict`: the nearest centre of a result for each row of a dataset.
Command add_predict_command(CLI::App& main);

}  // namespace lloyd::cli
