# A room is a folder and a library; its LIBRARIES are the rooms and packages it may include.
# tests/tidy holds the includes to the same order.
function(mektep_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(mektep_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(mektep_${name} PUBLIC mektep_options ${ROOM_LIBRARIES} PRIVATE ${ROOM_PRIVATE_LIBRARIES})
  target_precompile_headers(mektep_${name} REUSE_FROM mektep_precompiled_room)
endfunction()

# Tests are optimised less than what they test: their own code runs once, and is half of a clean build.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(MEKTEP_TEST_OPTIONS -O1)
endif()

# One test program a room; every TEST in it is a test of CTest, under one label.
function(mektep_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE mektep_options ${TEST_LIBRARIES} GTest::gmock_main)
  target_compile_options(${name} PRIVATE ${MEKTEP_TEST_OPTIONS})
  target_precompile_headers(${name} REUSE_FROM mektep_precompiled_test)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT})
endfunction()

# Every folder below `parent` that describes itself, in the order given.
function(mektep_rooms)
  foreach(room ${ARGN})
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${room}/CMakeLists.txt")
      add_subdirectory(${room})
    endif()
  endforeach()
endfunction()
