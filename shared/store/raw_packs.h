#pragma once
// Packs that a device holds raw because no log it trusts has them yet: its own after sealing, others' from
// hubs and sticks, parked ones too; and a fork's losers, kept aside. What is applied over the base is made
// from these, so they go only when the epoch's log holds them or answered for them.
// Client only; the table is made by `make_raw_tables`. Writes inside the caller's transaction; failures
// throw (sqlite/failure.h). Thread: the database connection's.

#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/receipt.h"
#include "shared/model/change.h"
#include "shared/sqlite/database.h"

namespace mektep {

// For a migration step of a client's file.
void make_raw_tables(Database& database);

// What was answered for a pack. An answer of another epoch says nothing about this one's log.
struct RawReceipt {
  ReceiptLevel level = ReceiptLevel::server;
  Position position;
  Epoch epoch;
  friend bool operator==(const RawReceipt&, const RawReceipt&) = default;
};

struct RawPack {
  ScopeNumber scope;
  StreamId stream;
  Sequence first;
  std::uint32_t count = 0;
  ChainHead head{};      // its identity
  ChainHead previous{};  // zero when first is 1
  bool own = false;      // sealed by this device
  std::optional<RawReceipt> receipt;
  std::string held;  // why it waits aside; empty: it is pending
  Bytes bytes;       // whole, with previous
  Sequence last() const { return Sequence{first.value + count - 1}; }
  friend bool operator==(const RawPack&, const RawPack&) = default;
};

class RawPacks {
 public:
  explicit RawPacks(Database& database) : database_(database) {}

  // False when a pack of this chain head is there already: two compressions of it are one pack.
  bool put(const PackContent& content, BytesView bytes, bool own);
  // As `put`, before all others in the order of sending: packs that a log held and lost come first, because
  // what was written since names them. In one go, in their order; how many were not there.
  struct HandedBack {
    const PackContent& content;
    BytesView bytes;
    bool own = false;
  };
  std::size_t put_first(const std::vector<HandedBack>& packs);
  void remove(ScopeNumber scope, const ChainHead& head);

  // Held ones too, by stream and first sequence, then in the order they came.
  std::vector<RawPack> all(ScopeNumber scope) const;
  std::optional<RawPack> find(ScopeNumber scope, const ChainHead& head) const;
  std::vector<ScopeNumber> scopes() const;

  // A receipt is cumulative: it answers for the pack with its chain head and for those that the chain
  // before it names, never for another branch. A hub's answer does not replace the server's of the same
  // epoch. Not verified here. The count of packs it answered for.
  std::size_t set_receipt(const Receipt& receipt);

  // Sets a fork's loser aside with the code of the reason; an empty one makes it pending again.
  void set_held(ScopeNumber scope, const ChainHead& head, std::string_view reason);
  // In a new epoch another branch may win, so every loser is pending again. The count of them.
  std::size_t release_held();

  void drop_scope(ScopeNumber scope);

 private:
  bool put_at(std::optional<std::int64_t> arrival, const PackContent& content, BytesView bytes, bool own);

  Database& database_;
};

}  // namespace mektep
