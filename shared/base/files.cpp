#include "shared/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace mektep {
namespace {

// An open file descriptor, closed once.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Error failure(const Path& path) {
  const char* code = "file.failed";
  if (errno == ENOENT || errno == ENOTDIR) code = "file.missing";
  if (errno == EACCES || errno == EPERM || errno == EROFS) code = "file.denied";
  if (errno == ENOSPC || errno == EDQUOT) code = "file.disk_full";
  return refused(code).with("path", path.string());
}

bool write_whole(int descriptor, BytesView content) {
  while (!content.empty()) {
    const auto written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

Status sync_directory(const Path& directory) {
  const Descriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) return failure(directory);
  return done;
}

Path directory_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

bool is_folder(const Path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Status write_and_rename(const Path& beside, const Path& path, BytesView content) {
  // What a crash or a stranger left there is not written into: it may be readable by others, or a link.
  ::unlink(beside.c_str());
  {
    const Descriptor opened{
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (opened.number() < 0 || !write_whole(opened.number(), content)) return failure(path);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failure(path);
  return done;
}

}  // namespace

bool SystemFiles::exists(const Path& path) const {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<Bytes> SystemFiles::read(const Path& path, std::size_t bytes_max) const {
  const Descriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (opened.number() < 0) return failure(path);
  Bytes content;
  FixedBytes<16384> piece;
  for (;;) {
    const auto got = ::read(opened.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(path);
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > bytes_max) {
      return refused("file.too_large").with("path", path.string()).with("limit", std::to_string(bytes_max));
    }
    content.insert(content.end(), piece.begin(), piece.begin() + got);
  }
}

Status SystemFiles::write(const Path& path, BytesView content) {
  const Path beside = path.string() + ".new";
  if (auto replaced = write_and_rename(beside, path, content); !replaced) {
    // A full disk gets back what the attempt took of it.
    ::unlink(beside.c_str());
    return replaced;
  }
  return sync_directory(directory_of(path));
}

Status SystemFiles::make_directory(const Path& path) {
  if (path.empty() || is_folder(path)) return done;
  if (path.has_parent_path() && path.parent_path() != path) {
    if (auto parent = make_directory(path.parent_path()); !parent) return parent;
  }
  if (::mkdir(path.c_str(), 0700) != 0) {
    // Another process may have been faster; a file of that name is no folder.
    if (errno != EEXIST || !is_folder(path)) return failure(path);
  }
  return sync_directory(directory_of(path));
}

Status SystemFiles::remove(const Path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failure(path);
  return done;
}

std::vector<Path> SystemFiles::list(const Path& directory) const {
  std::vector<Path> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace mektep
