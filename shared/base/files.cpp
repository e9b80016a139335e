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

bool write_all(int descriptor, BytesView content) {
  while (!content.empty()) {
    const auto written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool write_whole(int descriptor, BytesView content) {
  return write_all(descriptor, content) && ::fsync(descriptor) == 0;
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

Result<std::uint64_t> SystemFiles::size(const Path& path) const {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return failure(path);
  if (!S_ISREG(found.st_mode)) return refused("file.not_a_file").with("path", path.string());
  return static_cast<std::uint64_t>(found.st_size);
}

Result<Bytes> SystemFiles::read_at(const Path& path, std::uint64_t offset, std::size_t bytes_max) const {
  const Descriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (opened.number() < 0 || ::lseek(opened.number(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    return failure(path);
  }
  Bytes content(bytes_max);
  std::size_t filled = 0;
  while (filled < bytes_max) {
    const auto got = ::read(opened.number(), content.data() + filled, bytes_max - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return content;
}

Status SystemFiles::write_at(const Path& path, std::uint64_t offset, BytesView content) {
  const int creating = offset == 0 ? O_CREAT : 0;
  const Descriptor opened{::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC | creating, 0600)};
  if (opened.number() < 0) return failure(path);
  const off_t end = ::lseek(opened.number(), 0, SEEK_END);
  if (end < 0) return failure(path);
  if (static_cast<std::uint64_t>(end) < offset) return refused("file.too_short").with("path", path.string());
  const auto at = static_cast<off_t>(offset);
  if (end > at && ::ftruncate(opened.number(), at) != 0) return failure(path);
  if (::lseek(opened.number(), at, SEEK_SET) < 0 || !write_all(opened.number(), content)) return failure(path);
  return done;
}

Status SystemFiles::settle(const Path& from, const Path& to) {
  {
    const Descriptor opened{::open(from.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC)};
    if (opened.number() < 0 || ::fsync(opened.number()) != 0) return failure(from);
  }
  if (::rename(from.c_str(), to.c_str()) != 0) return failure(to);
  return sync_directory(directory_of(to));
}

}  // namespace mektep
