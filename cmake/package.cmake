# What cpack makes, by scripts/package: lloyd_VERSION_ARCHITECTURE.deb, and lloyd-dev with headers and libraries.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lloyd)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "exact k-means for data larger than one core can serve")
set(CPACK_PACKAGE_CONTACT "lloyd maintainers <lloyd@example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
"Reads rows from HDF5, shards them over MPI ranks, sweeps each shard with OpenMP
threads and SIMD, and writes an HDF5 file that says what was found and how: the
same bits for any number of ranks and threads.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"Static libraries and headers for C++20 programs that fit rows of their own,
with a CMake package and a pkg-config file.")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Libraries are found out; what starts ranks is not one of them.
set(mpi openmpi)
if(LLOYD_MPI_FAMILY STREQUAL mpich)
  set(mpi mpich)
endif()
set(launchers_openmpi openmpi-bin)
set(launchers_mpich mpich)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME lloyd)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS ${launchers_${mpi}})
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "slurm-client, python3-h5py, python3-matplotlib")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME lloyd-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
string(CONCAT CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "lloyd (= ${PROJECT_VERSION}), g++, pkg-config, "
  "lib${mpi}-dev, libhdf5-${mpi}-dev, libfmt-dev, libhwy-dev, libhwloc-dev")
include(CPack)
