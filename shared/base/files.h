#pragma once
// The file system as an argument. What the program keeps outside SQLite (keys, the server's
// configuration, exports) goes through here.

#include <filesystem>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/result.h"

namespace mektep {

using Path = std::filesystem::path;

class Files {
 public:
  virtual ~Files() = default;
  virtual bool exists(const Path& path) const = 0;
  // Fails with file.missing, file.denied, file.too_large.
  virtual Result<Bytes> read(const Path& path, std::size_t bytes_max) const = 0;
  // Written beside, synced, renamed over `path`, directory synced: after a power cut the old or the
  // new content is there, whole. Mode 0600: what is written this way may be secret.
  virtual Status write(const Path& path, BytesView content) = 0;
  // With parents, mode 0700, durable; fine when it is there.
  virtual Status make_directory(const Path& path) = 0;
  virtual Status remove(const Path& path) = 0;
  virtual std::vector<Path> list(const Path& directory) const = 0;

  // --- Large files, by pieces ---
  virtual Result<std::uint64_t> size(const Path& path) const = 0;
  // From `offset` on; fewer bytes at the file's end. Fails like `read`.
  virtual Result<Bytes> read_at(const Path& path, std::uint64_t offset, std::size_t bytes_max) const = 0;
  // The file becomes its first `offset` bytes with `content` behind them; made when `offset` is 0. Not
  // durable before `settle`. Fails with file.too_short when it has fewer bytes.
  virtual Status write_at(const Path& path, std::uint64_t offset, BytesView content) = 0;
  // What was written by pieces becomes durable under its final name, whole.
  virtual Status settle(const Path& from, const Path& to) = 0;
};

// The machine's file system. Stateless; any thread.
class SystemFiles final : public Files {
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
};

}  // namespace mektep
