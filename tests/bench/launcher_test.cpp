#include "bench/launcher.hpp"
#include "support/catch.hpp"

#include <fmt/ranges.h>

using lloyd::Binding;
using lloyd::Launcher;
using lloyd::Layout;
using lloyd::MpiFamily;

namespace {

std::string words(Launcher launcher, const Layout& layout, Binding binding = Binding::cores) {
    return fmt::format("{}", fmt::join(lloyd::launch_words(launcher, MpiFamily::open_mpi, layout, binding), " "));
}

std::string words_with_mpich(Launcher launcher, const Layout& layout, Binding binding = Binding::cores) {
    return fmt::format("{}", fmt::join(lloyd::launch_words(launcher, MpiFamily::mpich, layout, binding), " "));
}

}  // namespace

TEST_CASE("mpirun gives each rank as many cores as it has threads", "[launcher]") {
    CHECK(words(Launcher::mpirun, {1, 1, 1}) == "mpirun -n 1 --map-by ppr:1:node:PE=1 --bind-to core");
    CHECK(words(Launcher::mpirun, {1, 1, 8}) == "mpirun -n 1 --map-by ppr:1:node:PE=8 --bind-to core");
    CHECK(words(Launcher::mpirun, {1, 8, 1}) == "mpirun -n 8 --map-by ppr:8:node:PE=1 --bind-to core");
    CHECK(words(Launcher::mpirun, {3, 8, 1}) == "mpirun -n 8 --map-by ppr:3:node:PE=1 --bind-to core");
}

TEST_CASE("mpirun leaves a mask alone that somebody chose", "[launcher]") {
    CHECK(words(Launcher::mpirun, {1, 2, 1}, Binding::inherited) == "mpirun -n 2 --map-by ppr:2:node --bind-to none");
}

TEST_CASE("MPICH has words of its own", "[launcher]") {
    CHECK(words_with_mpich(Launcher::mpirun, {1, 1, 8}) == "mpirun -n 1 -ppn 1 -bind-to core:8");
    CHECK(words_with_mpich(Launcher::mpirun, {3, 8, 2}) == "mpirun -n 8 -ppn 3 -bind-to core:2");
    CHECK(words_with_mpich(Launcher::mpirun, {1, 2, 1}, Binding::inherited) == "mpirun -n 2 -ppn 2 -bind-to none");
    CHECK(words_with_mpich(Launcher::srun, {1, 2, 1}) ==
          "srun --mpi=pmi2 --nodes=1 --ntasks=2 --cpus-per-task=1 --cpu-bind=cores");
}

TEST_CASE("srun is told everything", "[launcher]") {
    CHECK(words(Launcher::srun, {1, 1, 1}) ==
          "srun --mpi=pmix --nodes=1 --ntasks=1 --cpus-per-task=1 --cpu-bind=cores");
    CHECK(words(Launcher::srun, {4, 4, 2}) ==
          "srun --mpi=pmix --nodes=4 --ntasks=4 --cpus-per-task=2 --cpu-bind=cores");
}

TEST_CASE("no launcher needs no words", "[launcher]") { CHECK(words(Launcher::none, {1, 1, 2}).empty()); }
