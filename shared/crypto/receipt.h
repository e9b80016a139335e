#pragma once
// The receiver's word that it has stored a stream up to a sequence: committed with a real fsync. It
// says stored, not applied. Cumulative: it covers every earlier sequence of the stream.

#include "shared/base/ids.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/keys.h"

namespace mektep {

enum class ReceiptLevel : std::uint8_t { hub = 1, server = 2 };

struct Receipt {
  ScopeNumber scope;
  StreamId stream;
  Sequence sequence;
  Hash32 head{};  // chain head behind `sequence`
  ReceiptLevel level = ReceiptLevel::server;
  Position position;    // of the scope's log when it was given
  Hash16 log_digest{};  // there
  std::int64_t wall_ms = 0;
  Epoch epoch;
  Signature signature{};
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// The bytes that are signed: every field but the signature, fixed sizes, big-endian.
Bytes signed_bytes(const Receipt& receipt);
void sign(Receipt& receipt, const SigningKey& key);
bool verify(const Receipt& receipt, const PublicKey& key);

// Scope, position, both digests, verified-backup position. Signed (with its epoch) whenever it leaves
// the server's own connection.
struct Mark {
  ScopeNumber scope;
  Position position;
  Hash16 log_digest{};
  Hash16 state_digest{};
  Position backed_up;  // a verified backup on another machine covers the log up to here
  std::int64_t wall_ms = 0;
  friend bool operator==(const Mark&, const Mark&) = default;
};

}  // namespace mektep
