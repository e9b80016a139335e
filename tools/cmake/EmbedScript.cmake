# Run with -P by mektep_embed: OUTPUT, SYMBOL, FILES (parted by "|").
# One literal a line: compilers promise no more than 65 536 characters in a single one.
string(REPLACE "|" ";" FILES "${FILES}")
set(arrays "")
set(table "")
set(number 0)
foreach(file ${FILES})
  file(READ "${file}" text)
  string(REGEX REPLACE "\n$" "" text "${text}")
  string(REPLACE "\n" ")_\",\n    R\"_(" text "${text}")
  get_filename_component(name "${file}" NAME)
  string(APPEND arrays
    "constexpr std::string_view lines_${number}[] = {\n    R\"_(${text})_\",\n};\n\n")
  string(APPEND table "    {\"${name}\", lines_${number}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "// Written by tools/cmake/EmbedScript.cmake.
#include \"shared/base/embedded.h\"

namespace mektep::embedded {
namespace {
${arrays}constexpr EmbeddedFile files[] = {
${table}};
}  // namespace

std::span<const EmbeddedFile> ${SYMBOL}();
std::span<const EmbeddedFile> ${SYMBOL}() { return files; }
}  // namespace mektep::embedded
")
