# What `cmake --install` puts where. Two components: program, and development for C++ programs that fit by themselves.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(LLOYD_ZSH_COMPLETIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING "Where zsh looks for completions")
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lloyd)

install(TARGETS lloyd RUNTIME COMPONENT program)
set(pages ${PROJECT_BINARY_DIR}/pages)
install(FILES ${pages}/lloyd.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${pages}/lloyd.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME lloyd
  COMPONENT program)
install(FILES ${pages}/_lloyd DESTINATION ${LLOYD_ZSH_COMPLETIONS} COMPONENT program)
install(FILES ${pages}/lloyd.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
install(DIRECTORY slurm DESTINATION ${CMAKE_INSTALL_DATADIR}/lloyd USE_SOURCE_PERMISSIONS COMPONENT program)
install(PROGRAMS scripts/draw_scaling DESTINATION ${CMAKE_INSTALL_DATADIR}/lloyd/scripts COMPONENT program)
install(FILES README.md FORMAT.md RELIABILITY.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# Under the name that Debian asks for, for each package.
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}-dev RENAME copyright COMPONENT development)

# In the order that a linker needs: each before what it uses. bench and cli are the program's own.
set(modules files metrics kmeans data core parallel base)
list(TRANSFORM modules PREPEND lloyd_ OUTPUT_VARIABLE module_targets)
add_library(lloyd_library INTERFACE)
add_library(lloyd::lloyd ALIAS lloyd_library)
set_target_properties(lloyd_library PROPERTIES EXPORT_NAME lloyd)
target_link_libraries(lloyd_library INTERFACE ${module_targets})

install(TARGETS lloyd_library ${module_targets} EXPORT lloyd
  ARCHIVE COMPONENT development INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT lloyd NAMESPACE lloyd:: FILE lloydTargets.cmake DESTINATION ${package_dir} COMPONENT development)
install(DIRECTORY include/lloyd DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development PATTERN bench EXCLUDE)

configure_package_config_file(cmake/lloydConfig.cmake.in ${PROJECT_BINARY_DIR}/lloydConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may change what others compile against.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/lloydConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/lloydConfig.cmake ${PROJECT_BINARY_DIR}/lloydConfigVersion.cmake cmake/hdf5.cmake
  DESTINATION ${package_dir} COMPONENT development)

# All that static libraries need, as it was found here; a .pc file cannot look for it again.
list(TRANSFORM module_targets PREPEND -l OUTPUT_VARIABLE pc_libs)
foreach(library ${HDF5_HL_LIBRARIES} ${HDF5_C_LIBRARIES} ${MPI_CXX_LIBRARIES})
  if(TARGET ${library})    # as HDF5 2 names its own
    set(library $<TARGET_FILE:${library}>)
  endif()
  list(APPEND pc_libs ${library})
endforeach()
list(TRANSFORM MPI_CXX_INCLUDE_DIRS PREPEND -I OUTPUT_VARIABLE pc_cflags)
list(APPEND pc_cflags ${OpenMP_CXX_FLAGS})
list(REMOVE_DUPLICATES pc_cflags)
list(APPEND pc_libs ${OpenMP_CXX_FLAGS})
list(JOIN pc_libs " " pc_libs)
list(JOIN pc_cflags " " pc_cflags)
# From where the file lies, so that an installed tree can be moved.
file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/lloyd.pc.in ${PROJECT_BINARY_DIR}/lloyd.pc.in @ONLY)
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/lloyd.pc INPUT ${PROJECT_BINARY_DIR}/lloyd.pc.in)
install(FILES ${PROJECT_BINARY_DIR}/lloyd.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
