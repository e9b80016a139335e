#pragma once
// A file that is on its way here, piece by piece from the front. What came is kept on the disk as it comes, so
// that a link that is cut every few seconds goes on where it was; every chunk is checked when its last byte
// is there. Until all of them are, nobody can read any of it.
//
// Owner: whoever receives the file. Thread: one at a time; it reads and writes the disk. What a power cut
// leaves of it is looked at chunk by chunk when it is opened: bytes that are wrong are cut off.

#include "shared/base/files.h"
#include "shared/files/file_list.h"

namespace mektep {

class FileArrival {
 public:
  // `partial`: where its bytes lie until it is whole; `whole`: its place then. `list` is the file's own
  // (is_list_of). Fails with file.*.
  static Result<FileArrival> open(Files& files, Path partial, Path whole, FileList list);

  // Bytes from the front that are here; the next piece begins there.
  std::uint64_t offset() const { return offset_; }
  bool complete() const { return complete_; }
  const FileList& list() const { return list_; }

  // A piece. What lies before `offset()` is passed over; one that leaves a gap, crosses the end of a chunk,
  // or makes a chunk that is not the file's fails with file.wrong_piece, and what is wrong is gone: the
  // next piece begins at `offset()`. The last one settles the file: durable, under its name, when it
  // returns. Fails with file.* of the disk.
  Status take(std::uint64_t offset, BytesView bytes);
  // Everything that came is forgotten.
  Status give_up();

 private:
  FileArrival(Files& files, Path partial, Path whole, FileList list);
  std::size_t chunk_bytes(std::uint64_t index) const;
  Result<bool> is_right(std::uint64_t index) const;
  Status find_offset();
  Status finish();

  Files* files_;
  Path partial_;
  Path whole_;
  FileList list_;
  std::uint64_t offset_ = 0;
  bool complete_ = false;
};

}  // namespace mektep
