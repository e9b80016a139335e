#include "server/app/backup.h"

#include <algorithm>
#include <array>

#include "server/app/schema_records.h"
#include "server/store/sqlite/backup_file.h"
#include "shared/base/limits.h"
#include "shared/sqlite/failure.h"

namespace mektep::server {
namespace {

// The certificate last: a folder without it was not initialised.
constexpr std::array own_files{"server.key",          "receipts.key",        "box.key",
                               "tls.key.pem",         "tls.certificate.pem", "server.certificate"};
constexpr char attached_folder[] = "files";
constexpr char arriving_folder[] = "arriving";
constexpr std::size_t file_bytes_max = limits::file_chunks_max * limits::file_chunk_bytes;
// More than a network gives between two backups: a number that was given twice would mix two schools up.
constexpr std::uint32_t school_numbers_skipped = 2'000;
constexpr std::uint32_t device_numbers_skipped = 10'000;

Error damaged(const Path& file) { return refused("backup.damaged").with("path", file.string()); }

// Names relative to the folder, in the order in which they are written and put back.
std::vector<std::string> files_of(const Files& files, const Path& directory) {
  std::vector<std::string> names;
  for (const Path& part : files.list(directory / attached_folder)) {
    if (part.filename() == arriving_folder) continue;
    for (const Path& file : files.list(part)) {
      names.push_back((Path(attached_folder) / part.filename() / file.filename()).generic_string());
    }
  }
  names.insert(names.end(), own_files.begin(), own_files.end());
  return names;
}

Result<BackupMade> verified(const Surroundings& place, const ServerKeys& keys, const Path& file) try {
  const auto backup = BackupFile::open(file);
  if (!backup) return backup.error();
  const Schema schema = read_schema((*backup)->reader(), place.log);
  if (!(*backup)->check_integrity() || !(*backup)->use(schema)) return damaged(file);
  const Verification verification = verify_store((*backup)->reader(), schema, keys);
  if (!verification.findings.empty()) return damaged(file);
  BackupMade made;
  made.packs = verification.packs;
  made.files = (*backup)->names().size();
  for (const ScopeNumber scope : (*backup)->reader().scopes()) {
    made.reached.emplace_back(scope, (*backup)->reader().head(scope)->position);
  }
  return made;
} catch (const DatabaseBroken&) {
  return damaged(file);  // not the machine: what is in the file contradicts itself
}

Status write_own_files(const Surroundings& place, const BackupFile& backup, const Path& directory) {
  if (auto made = place.files.make_directory(directory); !made) return made;
  for (const char* name : own_files) {
    const auto content = backup.content(name);
    if (!content) return refused("backup.not_one");
    if (auto written = place.files.write(directory / name, *content); !written) return written;
  }
  return done;
}

Status write_attached_files(const Surroundings& place, const BackupFile& backup, const Path& directory) {
  for (const std::string& name : backup.names()) {
    const Path inside = Path(name).lexically_normal();
    if (inside.empty() || *inside.begin() != attached_folder) continue;
    if (auto made = place.files.make_directory((directory / inside).parent_path()); !made) return made;
    if (auto written = place.files.write(directory / inside, *backup.content(name)); !written) return written;
  }
  return done;
}

Result<Epoch> begin_epoch(const Surroundings& place, const Path& directory) {
  auto folder = ServerFolder::open(place, directory, ServerFolder::Use::command);
  if (!folder) return folder.error();
  auto integration = Integration::begin((*folder)->parts());
  if (!integration) return integration.error();
  Work& work = (*integration)->work();
  const Reader& reader = work.reader();
  const auto schools = reader.schools();
  const auto devices = reader.devices();
  const NumbersGiven before = reader.numbers_given();
  const std::uint32_t last_school = schools.empty() ? 0 : schools.back().number.value;
  const std::uint32_t last_device = devices.empty() ? 0 : devices.back().number;
  work.set_numbers_given({std::max(before.school, last_school) + school_numbers_skipped,
                          std::max(before.device, last_device) + device_numbers_skipped});
  const Epoch epoch{place.random.u64() | 1U};
  work.set_epoch(epoch);
  (*integration)->audit({}, "store.restored", {});
  (*integration)->commit();
  if (auto folded = (*folder)->store().checkpoint(); !folded) return folded.error();
  return epoch;
}

void remove_begun(const Surroundings& place, const Path& directory) {
  for (const char* name : own_files) static_cast<void>(place.files.remove(directory / name));
  const Path store = SqliteStore::file_in(directory);
  for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock"}) {
    static_cast<void>(place.files.remove(Path(store) += suffix));
  }
}

Result<Restored> fill(const Surroundings& place, const BackupFile& backup, const Path& file, const Path& directory) {
  if (auto written = write_own_files(place, backup, directory); !written) return written.error();
  const auto keys = load_server_keys(place.files, directory);
  if (!keys) return damaged(file);
  const auto sound = verified(place, *keys, file);
  if (!sound) return sound.error();
  if (auto written = write_attached_files(place, backup, directory); !written) return written.error();
  if (auto copied = backup.copy_store(directory); !copied) return copied.error();
  const auto epoch = begin_epoch(place, directory);
  if (!epoch) return epoch.error();
  return Restored{*epoch, sound->packs, sound->reached};
}

}  // namespace

Result<BackupMade> make_backup(const Surroundings& place, ServerFolder& folder, const Path& file) {
  const auto names = files_of(place.files, folder.directory());
  std::size_t at = 0;
  Status read = done;
  const auto next = [&]() -> std::optional<Beside> {
    if (at == names.size() || !read) return std::nullopt;
    auto content = place.files.read(folder.directory() / names[at], file_bytes_max);
    if (!content) {
      read = content.error();
      return std::nullopt;
    }
    return Beside{names[at++], std::move(*content)};
  };
  if (auto written = BackupFile::write(folder.store(), file, next); !written) return written.error();
  auto made = read ? verified(place, folder.keys(), file) : Result<BackupMade>(read.error());
  if (!made) static_cast<void>(place.files.remove(file));
  return made;
}

Status count_backup(const ServerParts& parts, const BackupMade& made) {
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  for (const auto& [scope, position] : made.reached) {
    (*integration)->work().scope(scope).set_backed_up(position);
  }
  (*integration)->audit("office", "store.backed_up", std::to_string(made.packs));
  (*integration)->commit();
  return done;
}

Result<Restored> restore_backup(const Surroundings& place, const Path& file, const Path& directory) {
  if (!place.files.list(directory).empty()) {
    return refused("restore.folder_in_use").with("path", directory.string());
  }
  const auto backup = BackupFile::open(file);
  if (!backup) return backup.error();
  auto restored = fill(place, **backup, file, directory);
  if (!restored) remove_begun(place, directory);
  return restored;
}

}  // namespace mektep::server
