# How every target of the project is compiled: standard, warnings as errors, include root, sanitizers.
set(MEKTEP_SANITIZE "" CACHE STRING "Sanitizers to build with, comma separated")
option(MEKTEP_FUZZ "Build the libFuzzer harnesses (Clang only)" OFF)

add_library(mektep_options INTERFACE)
target_compile_features(mektep_options INTERFACE cxx_std_20)
target_include_directories(mektep_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(mektep_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -fstack-protector-strong)
target_compile_definitions(mektep_options INTERFACE _GLIBCXX_ASSERTIONS)

# GCC 12 reports these on its own library's inlined code (vectors of variants, string concatenation)
# where nothing is wrong; as errors they would stop correct programs.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(mektep_options INTERFACE
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-restrict -Wno-maybe-uninitialized
    -Wno-free-nonheap-object)
endif()

if(MEKTEP_SANITIZE)
  target_compile_options(mektep_options INTERFACE -fsanitize=${MEKTEP_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(mektep_options INTERFACE -fsanitize=${MEKTEP_SANITIZE})
endif()
if(MEKTEP_FUZZ)
  target_compile_options(mektep_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Release keeps assertions about our own invariants: a stop is safe where a wrong answer is not.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

find_program(MEKTEP_CCACHE ccache)
if(MEKTEP_CCACHE AND NOT DEFINED ENV{CCACHE_DISABLE})
  # What a precompiled header asks of ccache: to look at the header's bytes, not at the macros and times inside.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${MEKTEP_CCACHE}")
  add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>")
endif()
find_program(MEKTEP_MOLD mold)
if(MEKTEP_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
