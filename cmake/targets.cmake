# Compile options of lloyd's own targets, and how modules are declared.
add_library(lloyd_options INTERFACE)
target_compile_features(lloyd_options INTERFACE cxx_std_20)
# The results are defined operation by operation: the compiler may not fuse or reorder any.
target_compile_options(lloyd_options INTERFACE -ffp-contract=off -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
                                               $<$<BOOL:${LLOYD_WERROR}>:-Werror>)
target_include_directories(lloyd_options INTERFACE ${PROJECT_SOURCE_DIR}/include)
if(LLOYD_SANITIZE)
  target_compile_options(lloyd_options INTERFACE -fsanitize=${LLOYD_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lloyd_options INTERFACE -fsanitize=${LLOYD_SANITIZE})
endif()

# lloyd_module(NAME SOURCES ... USES targets...): the static library lloyd_NAME.
# USES names what its public headers need; PRIVATELY what only its sources need.
function(lloyd_module name)
  cmake_parse_arguments(M "" "" "SOURCES;USES;PRIVATELY" ${ARGN})
  add_library(lloyd_${name} STATIC ${M_SOURCES})
  target_link_libraries(lloyd_${name} PUBLIC lloyd_options ${M_USES} PRIVATE ${M_PRIVATELY})
  target_include_directories(lloyd_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
endfunction()
