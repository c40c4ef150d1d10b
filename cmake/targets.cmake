# Compile options of lloyd's own targets, and how modules are declared.
add_library(lloyd_options INTERFACE)
target_compile_features(lloyd_options INTERFACE cxx_std_20)
# The results are defined operation by operation: the compiler may not fuse or reorder any.
target_compile_options(lloyd_options INTERFACE -ffp-contract=off -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
                                               $<$<BOOL:${LLOYD_WERROR}>:-Werror>)
if(LLOYD_SANITIZE)
  target_compile_options(lloyd_options INTERFACE -fsanitize=${LLOYD_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lloyd_options INTERFACE -fsanitize=${LLOYD_SANITIZE})
endif()

# lloyd_module(NAME SOURCES ... USES targets...): the static library lloyd_NAME, for others lloyd::NAME.
# USES names what its public headers need; PRIVATELY what only its sources need. The options are for this tree alone.
function(lloyd_module name)
  cmake_parse_arguments(M "" "" "SOURCES;USES;PRIVATELY" ${ARGN})
  add_library(lloyd_${name} STATIC ${M_SOURCES})
  set_target_properties(lloyd_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(lloyd_${name} PUBLIC cxx_std_20)
  target_link_libraries(lloyd_${name} PUBLIC $<BUILD_INTERFACE:lloyd_options> ${M_USES} PRIVATE ${M_PRIVATELY})
  target_include_directories(lloyd_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
endfunction()
