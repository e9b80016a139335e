#pragma once
// A machine's file system in memory. Owner: a device or the server; one thread.

#include <map>

#include "shared/base/files.h"

namespace mektep::sim {

class MemoryFiles final : public Files {
 public:
  bool exists(const Path& path) const override;
  Result<Bytes> read(const Path& path, std::size_t bytes_max) const override;
  Status write(const Path& path, BytesView content) override;
  Status make_directory(const Path& path) override;
  Status remove(const Path& path) override;
  std::vector<Path> list(const Path& directory) const override;
  Result<std::uint64_t> size(const Path& path) const override;
  Result<Bytes> read_at(const Path& path, std::uint64_t offset, std::size_t bytes_max) const override;
  Status write_at(const Path& path, std::uint64_t offset, BytesView content) override;
  Status settle(const Path& from, const Path& to) override;

  // Everything below `from` again below `to`, as a person copies a folder.
  void copy(const Path& from, MemoryFiles& target, const Path& to) const;

 private:
  std::map<Path, Bytes> files_;
};

}  // namespace mektep::sim
