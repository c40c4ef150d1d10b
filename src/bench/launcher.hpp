#pragma once

#include "lloyd/bench/bench.hpp"
#include "lloyd/bench/layout.hpp"
#include "lloyd/parallel/launch.hpp"

#include <string>
#include <vector>

namespace lloyd {

/// Where mpirun's ranks may run.
enum class Binding {
    cores,      ///< each rank has the cores of its threads to itself
    inherited,  ///< every rank has the mask of its parent; mpirun binds to the first cores, whatever taskset said
};

/// The words that start a program as `layout` asks for, to be put before the program's own. `mpi`: whose mpirun it is,
/// and whose ranks srun starts. Open MPI 4, 5 and 6 take the same words.
std::vector<std::string> launch_words(Launcher launcher, MpiFamily mpi, const Layout& layout, Binding binding);

}  // namespace lloyd
