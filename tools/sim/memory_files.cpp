#include "tools/sim/memory_files.h"

#include <algorithm>

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

Result<std::uint64_t> MemoryFiles::size(const Path& path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return missing(path);
  return std::uint64_t{found->second.size()};
}

Result<Bytes> MemoryFiles::read_at(const Path& path, std::uint64_t offset, std::size_t bytes_max) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return missing(path);
  const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(offset, found->second.size()));
  return copy_of(BytesView(found->second).subspan(from, std::min(bytes_max, found->second.size() - from)));
}

Status MemoryFiles::write_at(const Path& path, std::uint64_t offset, BytesView content) {
  if (offset > 0 && !files_.contains(path)) return missing(path);
  Bytes& file = files_[path];
  if (file.size() < offset) return refused("file.too_short").with("path", path.string());
  file.resize(static_cast<std::size_t>(offset));
  file.insert(file.end(), content.begin(), content.end());
  return done;
}

Status MemoryFiles::settle(const Path& from, const Path& to) {
  const auto found = files_.find(from);
  if (found == files_.end()) return missing(from);
  files_[to] = std::move(found->second);
  files_.erase(from);
  return done;
}

void MemoryFiles::copy(const Path& from, MemoryFiles& target, const Path& to) const {
  for (const auto& [path, content] : files_) {
    const Path below = path.lexically_relative(from);
    if (!below.empty() && *below.begin() != "..") target.files_[to / below] = content;
  }
}

}  // namespace mektep::sim
