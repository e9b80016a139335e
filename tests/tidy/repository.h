#pragma once
// The repository's text, read once for all tidy tests. MEKTEP_SOURCE_DIR comes from CMake.

#include "tests/tidy/source_tree.h"

namespace mektep::tidy {

inline const std::vector<SourceFile>& repository() {
  static const auto files = read_tree(MEKTEP_SOURCE_DIR);
  return files;
}

inline const SourceFile* file_at(std::string_view path) {
  for (const auto& file : repository()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace mektep::tidy
