# Everything comes from the distribution's packages (scripts/setup lists them); nothing is downloaded. The lowest versions
# are those of Debian 12, the oldest that was tried; scripts/try_systems tries newer ones.
function(lloyd_expect_version name version lowest)
  if(version VERSION_LESS lowest)
    message(FATAL_ERROR "lloyd was tried with ${name} ${lowest} and newer, this one is ${version}")
  endif()
endfunction()

set(HDF5_PREFER_PARALLEL ON)
set(MPI_DETERMINE_LIBRARY_VERSION ON)
find_package(MPI 3.1 REQUIRED COMPONENTS C CXX)
find_package(OpenMP 4.5 REQUIRED COMPONENTS CXX)
find_package(HDF5 REQUIRED COMPONENTS C HL)  # 2.x does not count as newer than 1.x there
lloyd_expect_version(HDF5 "${HDF5_VERSION}" 1.10.8)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "lloyd needs parallel HDF5, this one is serial: install libhdf5-openmpi-dev")
endif()
find_package(fmt 9.1 REQUIRED)
find_package(CLI11 2.1.2 REQUIRED)
find_package(nlohmann_json 3.11.2 REQUIRED)
find_package(Git QUIET)
find_package(PkgConfig REQUIRED)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy>=1.0.3)
pkg_check_modules(HWLOC REQUIRED IMPORTED_TARGET hwloc>=2.9.0)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)

include(${CMAKE_CURRENT_LIST_DIR}/hdf5.cmake)
