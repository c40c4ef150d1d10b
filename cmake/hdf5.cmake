# The target lloyd::hdf5, of what find_package(HDF5) found; used by the build and, installed, by lloydConfig.cmake.
if(NOT TARGET lloyd::hdf5)
  add_library(lloyd::hdf5 INTERFACE IMPORTED)
  target_include_directories(lloyd::hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
  target_compile_definitions(lloyd::hdf5 INTERFACE ${HDF5_C_DEFINITIONS})
  target_link_libraries(lloyd::hdf5 INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_C_LIBRARIES})
endif()
