#include "tests/shared/base/machine_calls.h"

#include <fcntl.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdarg>
#include <string_view>

namespace mektep::test {
namespace {

MachineCalls* current = nullptr;

std::string last_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

// The fault of a call on a file that is open; false when nobody watches it.
bool fails(const char* call, int descriptor) {
  MachineCalls* const calls = MachineCalls::watching();
  return calls != nullptr && calls->fails(call + calls->name_of(descriptor));
}

std::size_t at_most(std::size_t size) {
  return current == nullptr ? size : std::min(size, current->bytes_max);
}

}  // namespace

MachineCalls::MachineCalls() {
  assert(current == nullptr);
  current = this;
}
MachineCalls::~MachineCalls() { current = nullptr; }
MachineCalls* MachineCalls::watching() { return current; }

bool MachineCalls::fails(const std::string& call) {
  made.push_back(call);
  const int code = fault(call);
  if (code != 0) errno = code;
  return code != 0;
}

std::string MachineCalls::name_of(int descriptor) const {
  const auto found = names_.find(descriptor);
  return found == names_.end() ? "?" : found->second;
}

extern "C" {

int __real_open(const char* path, int flags, ...);
ssize_t __real_read(int descriptor, void* to, std::size_t size);
ssize_t __real_write(int descriptor, const void* from, std::size_t size);
int __real_fsync(int descriptor);
int __real_rename(const char* from, const char* to);
int __real_mkdir(const char* path, mode_t mode);
ssize_t __real_getrandom(void* to, std::size_t size, unsigned flags);

int __wrap_open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (current != nullptr && current->fails("open " + last_part(path))) return -1;
  const int descriptor = __real_open(path, flags, mode);
  if (current != nullptr && descriptor >= 0) current->opened(descriptor, last_part(path));
  return descriptor;
}

ssize_t __wrap_read(int descriptor, void* to, std::size_t size) {
  return fails("read ", descriptor) ? -1 : __real_read(descriptor, to, at_most(size));
}

ssize_t __wrap_write(int descriptor, const void* from, std::size_t size) {
  return fails("write ", descriptor) ? -1 : __real_write(descriptor, from, at_most(size));
}

int __wrap_fsync(int descriptor) { return fails("sync ", descriptor) ? -1 : __real_fsync(descriptor); }

int __wrap_rename(const char* from, const char* to) {
  if (current != nullptr && current->fails("rename " + last_part(from) + " " + last_part(to))) return -1;
  return __real_rename(from, to);
}

int __wrap_mkdir(const char* path, mode_t mode) {
  if (current != nullptr && current->fails("mkdir " + last_part(path))) return -1;
  return __real_mkdir(path, mode);
}

ssize_t __wrap_getrandom(void* to, std::size_t size, unsigned flags) {
  if (current != nullptr && current->fails("getrandom")) return -1;
  return __real_getrandom(to, at_most(size), flags);
}

}  // extern "C"

}  // namespace mektep::test
