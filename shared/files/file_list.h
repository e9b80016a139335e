#pragma once
// What a file is: its size and the hashes of its chunks. From both follows its name, so every chunk proves
// itself on arrival, and the same photograph has one name everywhere.
//   name = BLAKE2b-256(size (8 bytes, big-endian) ‖ chunk hashes)      chunk hash = BLAKE2b-256(chunk)
// Pure; any thread.

#include <optional>
#include <vector>

#include "shared/base/limits.h"
#include "shared/crypto/hash.h"

namespace mektep {

using FileName = Hash32;

struct FileList {
  std::uint64_t size = 0;
  std::vector<Hash32> chunks;  // of limits::file_chunk_bytes each, the last one shorter
  friend bool operator==(const FileList&, const FileList&) = default;
};

// How many chunks a file of this size has.
std::uint64_t chunk_count(std::uint64_t size);
FileName file_name_of(const FileList& list);
// The list belongs to this name, and has as many chunks as its size asks for, at most
// limits::file_chunks_max.
bool is_list_of(const FileName& file, const FileList& list);
FileList list_of(BytesView content);

// The file that keeps a list: the size, then the hashes.
Bytes encode(const FileList& list);
std::optional<FileList> decode_file_list(BytesView bytes);

}  // namespace mektep
