# Writes the header HEADER with LLOYD_GIT_COMMIT, the commit that SOURCE_DIR has checked out. Run by every build, so that a
# result names the commit it was built from; the file is touched only when the commit is another one.
cmake_minimum_required(VERSION 3.20)
set(git_commit "")
if(GIT)
  execute_process(COMMAND ${GIT} rev-parse --verify --quiet HEAD WORKING_DIRECTORY ${SOURCE_DIR}
    OUTPUT_VARIABLE git_commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT git_commit)
  set(git_commit unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define LLOYD_GIT_COMMIT \"@git_commit@\"\n" @ONLY)
