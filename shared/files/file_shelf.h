#pragma once
// Files by what they hold: photographs, documents, snapshots. A folder of its own beside the database; a file
// that stands on the shelf is whole, checked and synced, and never changes.
//
//   files/ab/<name>          a whole file; <name> is its name in hexadecimal, `ab` its first two digits
//   files/ab/<name>.list     its chunk hashes (file_list.h), there before the file is
//   files/arriving/<name>-<from>        what came so far of a file, from one sender (file_arrival.h)
//   files/arriving/<name>-<from>.list   its list
//
// A crash at any step leaves a shelf that is right: at worst a list without its file, or an arrival that goes
// on. Stateless but for its folder; several may stand on one folder, in several processes and threads: two
// that put the same file write the same bytes.

#include <functional>
#include <set>

#include "shared/files/file_arrival.h"

namespace mektep {

class FileShelf {
 public:
  // `files` outlives it. The folder is made when something is put on it.
  FileShelf(Files& files, Path folder) : files_(&files), folder_(std::move(folder)) {}

  bool holds(const FileName& file) const;
  // Of a file that it holds. Fails with file.missing, file.damaged.
  Result<FileList> list(const FileName& file) const;
  // Fewer bytes at the file's end. Fails with file.missing.
  Result<Bytes> read(const FileName& file, std::uint64_t offset, std::size_t bytes_max) const;
  // Every chunk against the list. Fails with file.missing, file.damaged.
  Status verify(const FileName& file) const;

  struct Put {
    FileName file{};
    FileList list;
  };
  // A copy of somebody's file. Fails with file.empty, file.too_large (path, size, limit), file.changed (it
  // was written while it was read), file.missing, file.not_a_file, file.disk_full (each with path).
  Result<Put> put_copy(const Path& source, std::uint64_t bytes_max);
  // Content from memory or from whatever gives it by pieces: `read(offset, bytes)` gives exactly so many.
  Result<Put> put(BytesView content);
  using Source = std::function<Result<Bytes>(std::uint64_t offset, std::size_t bytes)>;
  Result<Put> put(std::uint64_t size, const Source& read);

  // Goes on with what arrived of a file, or begins. `from` tells senders apart, so that what one of them sent
  // is not given away as another's. Fails with file.wrong_list, file.* of the disk.
  Result<FileArrival> arrive(const FileName& file, const FileList& list, std::uint64_t from = 0);
  // Bytes that arrived from a sender and are not whole files yet.
  std::uint64_t arriving_bytes(std::uint64_t from) const;
  // The list of an arrival that was begun; empty when there is none.
  std::optional<FileList> arriving_list(const FileName& file, std::uint64_t from = 0) const;
  Status forget_arrival(const FileName& file, std::uint64_t from = 0);
  // What arrived of other files from that sender goes: nobody waits for it any more.
  void forget_arrivals_but(const std::set<FileName>& awaited, std::uint64_t from = 0);

  // A copy for a person to open, whole or not at all. Fails with file.missing, file.damaged, file.* of the
  // target.
  Status copy_out(const FileName& file, const Path& target) const;
  Status remove(const FileName& file);

 private:
  Path place_of(const FileName& file) const;
  Path arriving_of(const FileName& file, std::uint64_t from) const;
  Result<FileList> measure(std::uint64_t size, const Source& read) const;

  Files* files_;
  Path folder_;
};

}  // namespace mektep
