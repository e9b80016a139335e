#pragma once
// Answers what a session asks about files: on the thread that touches the disk, with a Reader for what
// records name. The server takes a file that a record of the device's scope names, within the quota of the
// device; a file that it has already is not sent again, but the device shows that it has it: bytes of a place
// that the server chooses. Else a name that leaked would open another school's file.
// Thread: one. Owner: the composition root.

#include <map>

#include "server/session/snapshot_desk.h"
#include "server/store/store.h"
#include "shared/base/random.h"
#include "shared/files/file_shelf.h"
#include "shared/serve/file_serving.h"

namespace mektep::server {

// What a device of this role may keep here, in bytes.
std::uint64_t file_quota(std::string_view role);

class FileDesk {
 public:
  // What it is handed outlives it.
  FileDesk(Files& files, Path folder, Random& random) : shelf_(files, std::move(folder)), random_(random) {}

  FileAnswer answer(const Reader& reader, const Device& device, const FileRequest& request);
  FileShelf& shelf() { return shelf_; }
  // Beside what records name, a snapshot of a scope is given to whoever follows the scope. It outlives the desk.
  void give_snapshots(const SnapshotDesk& snapshots) { snapshots_ = &snapshots; }

 private:
  FileAnswer on(const Reader& reader, const Device& device, const FileOffered& offered);
  FileAnswer on(const Reader& reader, const Device& device, const FileWanted& wanted);
  FileAnswer on(const Reader& reader, const Device& device, const KeepPiece& piece);
  FileAnswer on(const Reader& reader, const Device& device, const ReadPiece& wanted);
  FileAnswer on(const Reader& reader, const Device& device, const FileProved& proved);
  FileTaken prove(const Have& have);
  std::string why_not_taken(const Reader& reader, const Device& device, const Have& have) const;

  FileShelf shelf_;
  Random& random_;
  const SnapshotDesk* snapshots_ = nullptr;
  struct Arriving {
    FileName file{};
    FileArrival arrival;
  };
  std::map<DeviceId, Arriving> arriving_;  // one a device
};

}  // namespace mektep::server
