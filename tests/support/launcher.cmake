# How tests start ranks: LLOYD_LAUNCH is a script, made for the mpiexec of the MPI that lloyd is built with:
#   launch SECONDS RANKS COMMAND...
# On Debian mpicc and mpiexec are alternatives of their own, so that FindMPI may find those of two MPIs.
function(lloyd_kind_of_mpiexec mpiexec kind)
  execute_process(COMMAND ${mpiexec} --version OUTPUT_VARIABLE version ERROR_QUIET)
  if(version MATCHES "(Open MPI|OpenRTE)[^0-9]*([0-9]+)")
    if(CMAKE_MATCH_2 LESS 5)
      set(${kind} open_mpi_4 PARENT_SCOPE)
    elseif(CMAKE_MATCH_2 EQUAL 5)
      set(${kind} open_mpi_5 PARENT_SCOPE)
    else()
      set(${kind} open_mpi_6 PARENT_SCOPE)  # and later ones
    endif()
  elseif(version MATCHES "HYDRA")
    set(${kind} mpich PARENT_SCOPE)
  else()
    set(${kind} unknown PARENT_SCOPE)
  endif()
endfunction()

set(names_open_mpi mpiexec.openmpi)
set(names_mpich mpiexec.mpich mpiexec.hydra)
find_program(LLOYD_OTHER_MPIEXEC NAMES ${names_${LLOYD_MPI_FAMILY}})
foreach(mpiexec IN ITEMS ${LLOYD_OTHER_MPIEXEC} ${MPIEXEC_EXECUTABLE})
  lloyd_kind_of_mpiexec(${mpiexec} kind)
  if(kind MATCHES "^${LLOYD_MPI_FAMILY}")
    set(LLOYD_MPIEXEC ${mpiexec})
    set(LLOYD_MPIEXEC_KIND ${kind})
  endif()
endforeach()
if(NOT LLOYD_MPIEXEC)
  message(FATAL_ERROR "${MPIEXEC_EXECUTABLE} is not of the MPI that lloyd is built with, ${MPI_CXX_LIBRARY_VERSION_STRING}, "
    "or of one that is not known (tests could not start ranks) set MPIEXEC_EXECUTABLE, or LLOYD_TESTS to OFF")
endif()

set(LLOYD_LAUNCH ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/launch)
configure_file(${CMAKE_CURRENT_LIST_DIR}/launch.in ${LLOYD_LAUNCH} @ONLY FILE_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
