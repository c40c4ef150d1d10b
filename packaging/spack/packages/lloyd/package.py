# In a clone of lloyd's repository, with Spack 1.0 or newer:
#
#   spack repo add packaging/spack
#   spack install lloyd            # what is committed on main; --test=root runs its tests, too
#   spack test run lloyd
#
# Tried: Python runs the file with stand-ins for Spack's modules. Not tried: Spack itself, which was not in reach; so
# neither concretizing nor installing.
import os

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class Lloyd(CMakePackage):
    """Exact k-means for data larger than one core can serve: rows from HDF5, sharded over MPI ranks, swept by OpenMP
    threads and SIMD, with the same bits for any number of ranks and threads."""

    git = "file://" + os.path.abspath(os.path.join(os.path.dirname(__file__), *4 * [os.pardir]))

    license("BSD-3-Clause")

    version("main", branch="main")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.20:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("git", type="build")
    depends_on("gzip", type="build")
    # Headers only.
    depends_on("cli11@2.1.2:", type="build")
    depends_on("nlohmann-json@3.11.2:", type="build")
    depends_on("random123", type="build")
    depends_on("xxhash@0.8:", type="build")
    depends_on("catch2@2.13.10:", type="test")

    depends_on("mpi@3.1:")
    depends_on("hdf5@1.10.8:+mpi+hl")
    depends_on("fmt@9.1:")
    depends_on("highway@1.0.3:")
    depends_on("hwloc@2.9:")

    conflicts("%gcc@:11", msg="lloyd is C++20, tried with gcc 12 and newer")
    conflicts("%clang@:13", msg="lloyd is C++20, tried with clang 14 and newer")

    def cmake_args(self):
        return [self.define("LLOYD_TESTS", self.run_tests)]

    def test_fit(self):
        """one process fits rows that it makes itself"""
        lloyd = which(self.prefix.bin.lloyd)
        lloyd("fit", "--generate", "blobs", "--rows", "1000", "-k", "10", "-o", "result.h5")
        lloyd("info", "--verify", "result.h5")
