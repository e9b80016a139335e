#pragma once
// A backup of the server's folder in one file, and a folder made of one. A backup counts only after it was
// opened again and every log in it was read from its first pack. docs/operating.md tells people what to do.

#include "server/app/folder.h"
#include "server/app/verification.h"

namespace mektep::server {

struct BackupMade {
  std::size_t packs = 0;
  std::size_t files = 0;  // of the folder, beside the store
  std::vector<std::pair<ScopeNumber, Position>> reached;
};

// While the server serves. Fails with backup.exists, backup.not_written, backup.damaged (each with path;
// nothing is left then), file.* (path).
Result<BackupMade> make_backup(const Surroundings& place, ServerFolder& folder, const Path& file);

// The backup lies on another machine: from now on devices may let go of what it holds. One transaction.
Status count_backup(const ServerParts& parts, const BackupMade& made);

struct Restored {
  Epoch epoch;
  std::size_t packs = 0;
  std::vector<std::pair<ScopeNumber, Position>> reached;
};

// Makes a folder from a backup, in a new epoch: the server goes on under new streams and new numbers. Fails
// with restore.folder_in_use (path), backup.missing, backup.not_one, backup.damaged, file.* (each with
// path); the folder is as it was then.
Result<Restored> restore_backup(const Surroundings& place, const Path& file, const Path& directory);

}  // namespace mektep::server
