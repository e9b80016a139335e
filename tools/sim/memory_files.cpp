#include "tools/sim/memory_files.h"

namespace mektep::sim {
namespace {

Error missing(const Path& path) { return refused("file.missing").with("path", path.string()); }

}  // namespace

bool MemoryFiles::exists(const Path& path) const { return files_.contains(path); }

Result<Bytes> MemoryFiles::read(const Path& path, std::size_t bytes_max) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return missing(path);
  if (found->second.size() > bytes_max) return refused("file.too_large").with("path", path.string());
  return found->second;
}

Status MemoryFiles::write(const Path& path, BytesView content) {
  files_[path] = copy_of(content);
  return done;
}

Status MemoryFiles::make_directory(const Path&) { return done; }

Status MemoryFiles::remove(const Path& path) {
  if (files_.erase(path) == 0) return missing(path);
  return done;
}

std::vector<Path> MemoryFiles::list(const Path& directory) const {
  std::vector<Path> paths;
  for (const auto& [path, content] : files_) {
    if (path.parent_path() == directory) paths.push_back(path);
  }
  return paths;
}

void MemoryFiles::copy(const Path& from, MemoryFiles& target, const Path& to) const {
  for (const Path& path : list(from)) target.files_[to / path.filename()] = files_.at(path);
}

}  // namespace mektep::sim
