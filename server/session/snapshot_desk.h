#pragma once
// The snapshots that the server keeps ready: makes one of a scope when the log after the newest has grown beyond
// it, keeps it on the shelf of files, and knows which one to offer. One is kept as a file only if it saves a new
// device at least a quarter of the bytes that the log up to there would take; what it came to is noted in any case.
//
// A snapshot is offered up to the position that a verified backup covers, so that whoever takes it never stands
// beyond a restored log; while no backup was ever verified nothing is covered for anybody, and the newest is
// offered.
//
//   snapshots/<scope>-<position>   what a try came to: the signed offer, and how long the log was
//   snapshots/shelf/…              the files (file_shelf.h); not among those that records name, because they come and
//                                  go, and no backup needs them
//
// Threads: `look` on the thread that touches the disk; the others on any.

#include <map>
#include <mutex>

#include "server/store/store.h"
#include "shared/files/file_shelf.h"
#include "shared/protocol/message.h"

namespace mektep::server {

// What a try came to.
struct KeptSnapshot {
  SnapshotOffer offer;
  std::uint64_t log_bytes = 0;  // of the log up to its position
  // Else no file of it is kept.
  bool saves() const { return offer.size * 4 <= log_bytes * 3; }
};

class SnapshotDesk {
 public:
  // A shorter log is fed as fast.
  static constexpr std::uint64_t log_bytes_min = 64 * 1024;

  // `files` and `key` (of receipts) outlive it. Reads what `folder` keeps from before. `shortest`: a log that is
  // worth a snapshot.
  SnapshotDesk(Files& files, Path folder, const SigningKey& key, std::uint64_t shortest = log_bytes_min);

  // One step of the work: makes at most one snapshot. True when one was made, and another may wait.
  bool look(const Reader& reader);

  // The newest snapshot of a scope that may be given away, as a signed offer; its file is on the shelf.
  std::optional<SnapshotOffer> newest(const Reader& reader, ScopeNumber scope) const;
  bool is_snapshot(ScopeNumber scope, const FileName& file) const;
  // By position, of whatever epoch.
  std::vector<KeptSnapshot> kept(ScopeNumber scope) const { return of(scope); }
  const FileShelf& shelf() const { return shelf_; }

  // What one look reads of logs at most, to learn how long they are.
  static constexpr std::size_t look_bytes_max = 8 * 1024 * 1024;

 private:
  struct Counted {
    Position position;
    std::uint64_t bytes = 0;  // of the log up to there
  };

  void count(const Reader& reader, const ScopeHead& head, std::size_t& left);
  bool outgrown(const Reader& reader, ScopeNumber scope) const;
  bool make(const Reader& reader, ScopeNumber scope);
  void keep(const KeptSnapshot& made, Position backed_up);
  void drop(const KeptSnapshot& old, const std::vector<KeptSnapshot>& kept);
  // Of this epoch, by position.
  std::vector<KeptSnapshot> of(const Reader& reader, ScopeNumber scope) const;
  std::vector<KeptSnapshot> of(ScopeNumber scope) const;
  Path place_of(const SnapshotOffer& offer) const;

  Files& files_;
  Path folder_;
  FileShelf shelf_;
  const SigningKey& key_;
  std::uint64_t shortest_;
  std::map<ScopeNumber, Counted> counted_;
  mutable std::mutex mutex_;
  std::map<ScopeNumber, std::vector<KeptSnapshot>> kept_;  // by position
};

}  // namespace mektep::server
