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
};

}  // namespace mektep
