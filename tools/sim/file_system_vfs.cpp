// The table of functions through which SQLite uses a FileSystem.

#include <cerrno>
#include <cstring>
#include <new>

#include "tools/sim/file_system.h"

namespace mektep::sim {
namespace {

constexpr int path_bytes_max = 512;
constexpr int sector_bytes = 512;
constexpr int methods_with_shared_index = 2;
constexpr double some_julian_day_ms = 2.12e14;

struct Handle {
  FileSystem* files;
  std::shared_ptr<FileSystem::Entry> entry;
  std::uint64_t life;
  int held = SQLITE_LOCK_NONE;
  bool in_index = false;
  bool scratch = false;  // a file without a name: it dies with the handle and meets no fault

  bool dead() const { return life != files->life() || files->is_off(); }
  int asks(DiskCall call) const { return dead() ? SQLITE_IOERR : scratch ? SQLITE_OK : files->before(call); }
  int did(DiskCall call) const {
    if (!scratch) files->after(call);
    return SQLITE_OK;
  }
};

struct File {
  sqlite3_file base;
  Handle* handle;
};

Handle& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->handle; }

int close(sqlite3_file* file) {
  Handle& handle = of(file);
  if (handle.life == handle.files->life()) {
    if (handle.in_index) handle.entry->locks.leave_index(&handle);
    handle.entry->locks.unlock(&handle, handle.held, SQLITE_LOCK_NONE);
  }
  delete &handle;
  file->pMethods = nullptr;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  const Handle& handle = of(file);
  if (const int code = handle.asks(DiskCall::read); code != SQLITE_OK) return code;
  const std::span<std::uint8_t> out(static_cast<std::uint8_t*>(to), static_cast<std::size_t>(count));
  const bool whole = handle.entry->medium.read(static_cast<std::uint64_t>(offset), out) == out.size();
  return whole ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
  const Handle& handle = of(file);
  if (const int code = handle.asks(DiskCall::write); code != SQLITE_OK) return code;
  const auto* bytes = static_cast<const std::uint8_t*>(from);
  handle.entry->medium.write(static_cast<std::uint64_t>(offset), {bytes, static_cast<std::size_t>(count)});
  return handle.did(DiskCall::write);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const Handle& handle = of(file);
  if (const int code = handle.asks(DiskCall::truncate); code != SQLITE_OK) return code;
  handle.entry->medium.truncate(static_cast<std::uint64_t>(size));
  return handle.did(DiskCall::truncate);
}

int sync(sqlite3_file* file, int) {
  const Handle& handle = of(file);
  if (const int code = handle.asks(DiskCall::sync); code != SQLITE_OK) return code;
  if (!handle.files->lies()) handle.entry->medium.sync();
  return handle.did(DiskCall::sync);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  const Handle& handle = of(file);
  if (handle.dead()) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(handle.entry->medium.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int wanted) {
  Handle& handle = of(file);
  if (handle.dead()) return SQLITE_IOERR_LOCK;
  return handle.entry->locks.lock(&handle, handle.held, wanted);
}

int unlock(sqlite3_file* file, int wanted) {
  Handle& handle = of(file);
  if (handle.life == handle.files->life()) handle.entry->locks.unlock(&handle, handle.held, wanted);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* held) {
  *held = of(file).entry->locks.reserved() ? 1 : 0;
  return SQLITE_OK;
}

int map_index(sqlite3_file* file, int number, int bytes, int extend, void volatile** out) {
  Handle& handle = of(file);
  if (handle.dead()) return SQLITE_IOERR_SHMMAP;
  if (!handle.in_index) handle.entry->locks.join_index();
  handle.in_index = true;
  *out = handle.entry->locks.region(static_cast<std::size_t>(number), static_cast<std::size_t>(bytes),
                                    extend != 0);
  return SQLITE_OK;
}

int lock_index(sqlite3_file* file, int first, int count, int flags) {
  Handle& handle = of(file);
  if (handle.dead()) return SQLITE_IOERR_SHMLOCK;
  return handle.entry->locks.lock_slots(&handle, first, count, flags);
}

int unmap_index(sqlite3_file* file, int) {
  Handle& handle = of(file);
  if (handle.in_index && handle.life == handle.files->life()) handle.entry->locks.leave_index(&handle);
  handle.in_index = false;
  return SQLITE_OK;
}

const sqlite3_io_methods& methods() {
  static const sqlite3_io_methods table = {
      methods_with_shared_index,
      close,
      read,
      write,
      truncate,
      sync,
      file_size,
      lock,
      unlock,
      check_reserved,
      [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
      [](sqlite3_file*) { return sector_bytes; },
      // As every system says it: what lies beside a write is safe when the power goes.
      [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
      map_index,
      lock_index,
      [](sqlite3_file*) {},
      unmap_index,
      nullptr,
      nullptr,
  };
  return table;
}

FileSystem& files_of(sqlite3_vfs* vfs) { return *static_cast<FileSystem*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  FileSystem& files = files_of(vfs);
  file->pMethods = nullptr;
  if (files.is_off()) return SQLITE_CANTOPEN;
  std::shared_ptr<FileSystem::Entry> entry;
  if (path == nullptr) {
    entry = std::make_shared<FileSystem::Entry>();
  } else {
    if (files.before(DiskCall::open) != SQLITE_OK) return SQLITE_CANTOPEN;
    entry = files.find(path);
    if (!entry && (flags & SQLITE_OPEN_CREATE) != 0) entry = files.make(path);
  }
  if (!entry) return SQLITE_CANTOPEN;
  auto* handle = new (std::nothrow) Handle{&files, std::move(entry), files.life()};
  if (handle == nullptr) return SQLITE_NOMEM;
  handle->scratch = path == nullptr;
  reinterpret_cast<File*>(file)->handle = handle;
  file->pMethods = &methods();
  if (out != nullptr) *out = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* path, int) {
  FileSystem& files = files_of(vfs);
  if (files.is_off() || files.before(DiskCall::remove) != SQLITE_OK) return SQLITE_IOERR_DELETE;
  if (!files.find(path)) return SQLITE_IOERR_DELETE_NOENT;
  files.remove(path);
  files.after(DiskCall::remove);
  return SQLITE_OK;
}

int access(sqlite3_vfs* vfs, const char* path, int, int* there) {
  FileSystem& files = files_of(vfs);
  if (files.is_off()) return SQLITE_IOERR_ACCESS;
  *there = files.find(path) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int count, char* out) {
  if (std::strlen(path) >= static_cast<std::size_t>(count)) return SQLITE_CANTOPEN;
  std::strcpy(out, path);
  return SQLITE_OK;
}

}  // namespace

sqlite3_vfs vfs_over(FileSystem& files, const char* name) {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(File));
  vfs.mxPathname = path_bytes_max;
  vfs.zName = name;
  vfs.pAppData = &files;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = [](sqlite3_vfs*, int count, char* out) {
    std::memset(out, 7, static_cast<std::size_t>(count));
    return count;
  };
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return ENOENT; };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
    *now = static_cast<sqlite3_int64>(some_julian_day_ms);
    return SQLITE_OK;
  };
  return vfs;
}

}  // namespace mektep::sim
