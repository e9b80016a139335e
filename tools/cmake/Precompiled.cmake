# The standard headers that most files include, read by the compiler once instead of 600 times.
# Only headers from outside the project: an edit of ours must rebuild what includes it and no more.
set(MEKTEP_STANDARD_HEADERS
  <algorithm> <array> <chrono> <cstddef> <cstdint> <cstring> <deque> <filesystem> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <sstream> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

# Its one source is empty; a target is what CMake lets others take a precompiled header from.
file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cpp" "")

function(mektep_precompiled name)
  add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/precompiled.cpp")
  target_link_libraries(${name} PRIVATE mektep_options)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

mektep_precompiled(mektep_precompiled_room ${MEKTEP_STANDARD_HEADERS})
