#pragma once
// A SQLite VFS for tests: does what the system's does, but asks `watch` before every write, sync and
// truncation of a file. What it answers other than SQLITE_OK is the failure that SQLite gets to see.
// Register one per test; it outlives the databases opened with its name.

#include <sqlite3.h>

#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mektep::test {

class WatchedVfs {
 public:
  using Watch = std::function<int(std::string_view call, std::string_view path)>;

  explicit WatchedVfs(std::string name) : name_(std::move(name)), system_(sqlite3_vfs_find(nullptr)) {
    vfs_ = *system_;
    vfs_.pNext = nullptr;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_->szOsFile;
    vfs_.xOpen = &WatchedVfs::open;
    if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("no VFS");
  }
  ~WatchedVfs() { sqlite3_vfs_unregister(&vfs_); }
  WatchedVfs(const WatchedVfs&) = delete;
  WatchedVfs& operator=(const WatchedVfs&) = delete;

  const std::string& name() const { return name_; }
  Watch watch = [](std::string_view, std::string_view) { return SQLITE_OK; };

 private:
  struct File {
    sqlite3_file base;
    WatchedVfs* owner;
    const char* path;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& does() { return *real()->pMethods; }
    int asks(std::string_view call) { return owner->watch(call, path == nullptr ? "" : path); }
  };
  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    auto& self = *static_cast<WatchedVfs*>(vfs->pAppData);
    auto& opened = of(file);
    opened.owner = &self;
    opened.path = path;
    opened.base.pMethods = nullptr;
    std::memset(opened.real(), 0, static_cast<std::size_t>(self.system_->szOsFile));
    const int code = self.system_->xOpen(self.system_, path, opened.real(), flags, out);
    if (opened.real()->pMethods != nullptr) opened.base.pMethods = &methods();
    return code;
  }

  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods table = {
        2,
        [](sqlite3_file* f) { return of(f).does().xClose(of(f).real()); },
        [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
          return of(f).does().xRead(of(f).real(), to, n, at);
        },
        [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
          const int code = of(f).asks("write");
          return code != SQLITE_OK ? code : of(f).does().xWrite(of(f).real(), from, n, at);
        },
        [](sqlite3_file* f, sqlite3_int64 size) {
          const int code = of(f).asks("truncate");
          return code != SQLITE_OK ? code : of(f).does().xTruncate(of(f).real(), size);
        },
        [](sqlite3_file* f, int flags) {
          const int code = of(f).asks("sync");
          return code != SQLITE_OK ? code : of(f).does().xSync(of(f).real(), flags);
        },
        [](sqlite3_file* f, sqlite3_int64* size) { return of(f).does().xFileSize(of(f).real(), size); },
        [](sqlite3_file* f, int level) { return of(f).does().xLock(of(f).real(), level); },
        [](sqlite3_file* f, int level) { return of(f).does().xUnlock(of(f).real(), level); },
        [](sqlite3_file* f, int* held) { return of(f).does().xCheckReservedLock(of(f).real(), held); },
        [](sqlite3_file* f, int op, void* with) { return of(f).does().xFileControl(of(f).real(), op, with); },
        [](sqlite3_file* f) { return of(f).does().xSectorSize(of(f).real()); },
        [](sqlite3_file* f) { return of(f).does().xDeviceCharacteristics(of(f).real()); },
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
          return of(f).does().xShmMap(of(f).real(), page, size, extend, out);
        },
        [](sqlite3_file* f, int at, int n, int flags) {
          return of(f).does().xShmLock(of(f).real(), at, n, flags);
        },
        [](sqlite3_file* f) { of(f).does().xShmBarrier(of(f).real()); },
        [](sqlite3_file* f, int remove) { return of(f).does().xShmUnmap(of(f).real(), remove); },
        nullptr,
        nullptr,
    };
    return table;
  }

  std::string name_;
  sqlite3_vfs* system_;
  sqlite3_vfs vfs_;
};

}  // namespace mektep::test
