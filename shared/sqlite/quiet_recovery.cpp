#include "shared/sqlite/quiet_recovery.h"

#include <type_traits>

namespace mektep {
namespace {

// The slots of the shared index as SQLite's file format fixes them: 0 writer, 1 checkpointer, 2 recovery,
// then the readers. A rebuild takes 1 and 2 in one call, or 2 alone when it holds 1 already.
constexpr int checkpoint_slot = 1;
constexpr int recovery_slot = 2;
constexpr int methods_with_shared_index = 2;

}  // namespace

QuietRecovery::QuietRecovery(const sqlite3_io_methods& original) : methods_(original), original_(&original) {
  methods_.xShmLock = &QuietRecovery::lock;
}

std::unique_ptr<QuietRecovery> QuietRecovery::of(sqlite3& connection) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(&connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK)
    return nullptr;
  if (file == nullptr || file->pMethods == nullptr) return nullptr;
  const sqlite3_io_methods& original = *file->pMethods;
  if (original.iVersion < methods_with_shared_index || original.xShmLock == nullptr) return nullptr;
  std::unique_ptr<QuietRecovery> recovery(new QuietRecovery(original));
  file->pMethods = &recovery->methods_;
  return recovery;
}

int QuietRecovery::lock(sqlite3_file* file, int first, int count, int flags) {
  static_assert(std::is_standard_layout_v<QuietRecovery>);
  // The file points at our first member, and so at us.
  const auto* self = reinterpret_cast<const QuietRecovery*>(file->pMethods);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if (exclusive && first == recovery_slot && count == 1) return SQLITE_OK;
  if (exclusive && first == checkpoint_slot && count == 2) count = 1;
  return self->original_->xShmLock(file, first, count, flags);
}

}  // namespace mektep
