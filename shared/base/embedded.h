#pragma once
// Files of data/ that are compiled into a program, so that it runs wherever it is copied to.
// mektep_embed (tools/cmake/Embed.cmake) writes the source file that defines them.

#include <span>
#include <string>
#include <string_view>

namespace mektep {

// Valid for the life of the program.
struct EmbeddedFile {
  std::string_view name;  // without folders: "ru.toml"
  std::span<const std::string_view> lines;

  // The file as it was, with a line end after every line.
  std::string text() const {
    std::string whole;
    for (const auto line : lines) whole.append(line).push_back('\n');
    return whole;
  }
};

}  // namespace mektep
