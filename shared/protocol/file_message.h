#pragma once
// Messages about files: photographs, documents, snapshots (since protocol 2). A file is named by what it
// holds: the hash of its size and its chunks' hashes, so every chunk proves itself on arrival.

#include <vector>

#include "shared/base/ids.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/keys.h"

namespace mektep {

// "I hold this file": offered by a device that attached it; the answer to a Want without a chunk list.
// `chunks` are the hashes of its pieces of 64 KiB, the last one shorter; empty for an empty file.
struct Have {
  ScopeNumber scope;  // of a record that names the file
  Hash32 file{};
  std::uint64_t size = 0;
  std::vector<Hash32> chunks;
  friend bool operator==(const Have&, const Have&) = default;
};

// "Send me its bytes from here on", `bytes` of them at most; 0 asks for the Have alone.
struct Want {
  ScopeNumber scope;
  Hash32 file{};
  std::uint64_t offset = 0;  // in the file: bytes before it have arrived for good
  std::uint64_t bytes = 0;
  friend bool operator==(const Want&, const Want&) = default;
};

// A piece of a file, sized by the link and not beyond the end of its 64 KiB chunk.
struct Chunk {
  Hash32 file{};
  std::uint64_t offset = 0;
  Bytes bytes;
  friend bool operator==(const Chunk&, const Chunk&) = default;
};

// The whole file is kept, synced: the receipt of a file.
struct Stored {
  ScopeNumber scope;
  Hash32 file{};
  friend bool operator==(const Stored&, const Stored&) = default;
};

// The file is not taken, or not there: a code of the catalogue.
struct NoFile {
  ScopeNumber scope;
  Hash32 file{};
  std::string code;
  friend bool operator==(const NoFile&, const NoFile&) = default;
};

// A snapshot of a scope stands ready as a file: its base at `position`. Signed by the server's receipt
// key, so that it may travel on any road.
struct SnapshotOffer {
  ScopeNumber scope;
  Position position;
  Hash16 log_digest{};
  Hash16 state_digest{};
  Epoch epoch;
  Hash32 file{};
  std::uint64_t size = 0;
  Signature signature{};
  friend bool operator==(const SnapshotOffer&, const SnapshotOffer&) = default;
};

}  // namespace mektep
