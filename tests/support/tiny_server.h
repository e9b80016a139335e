#pragma once
// The server's side of the model without its machinery, for tests of clients: one ledger in memory and one
// log a scope, a key, admission by the shared rules. It keeps what a server keeps (parked, aside, losers) and
// can be told to hold changes, to forget its latest past (a restore), and to declare a change lost.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/crypto/certificate.h"
#include "shared/merge/memory_ledger.h"
#include "shared/protocol/message.h"
#include "shared/protocol/signing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

struct TinyPerson {
  RecordId id;
  std::string role;
};

struct TinyAnswer {
  enum class Outcome { stored, parked, refused };
  Outcome outcome = Outcome::refused;
  std::optional<Receipt> receipt;
  std::vector<Version> need;
  StreamId stream;
  ScopeNumber scope;
};

class TinyServer {
 public:
  explicit TinyServer(std::uint64_t seed = 7);

  // For what is signed and sealed beside a link.
  const SigningKey& key() const { return server_; }
  const BoxKey& box() const { return *box_; }

  // --- What it says ---
  const ServerCertificate& certificate() const { return certificate_; }
  DeviceCertificate certify(const PublicKey& signing, const PublicKey& box);
  Epoch epoch() const { return epoch_; }
  Position position(ScopeNumber scope) const;
  Mark mark(ScopeNumber scope) const;
  // Of the log up to there; empty beyond its end.
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const;
  // The log after a position; packs that the reader is known to hold by their heads.
  using Held = std::function<bool(const PackContent&)>;
  std::vector<Feed> feed(ScopeNumber scope, Position after, const Held& held = {},
                         std::size_t count_max = SIZE_MAX) const;
  std::vector<OwnStream> confirmed(const std::vector<OwnStream>& told) const;
  void sign_offer(SnapshotOffer& offer) const { mektep::sign(offer, receipts_); }
  const MemoryLedger& ledger(ScopeNumber scope) { return of(scope).ledger; }
  std::size_t losers(ScopeNumber scope) { return of(scope).losers.size(); }

  // --- What it takes ---
  TinyAnswer push(BytesView pack);
  // Holds the changes for which it gives a code.
  std::function<std::string(const Change&)> refuse;

  // --- What it decides ---
  void write(ScopeNumber scope, std::vector<Op> ops);
  void card(ScopeNumber scope, const PublicKey& device, const std::string& name, bool active,
            const std::vector<TinyPerson>& people);
  void publish_schema(const std::string& toml);
  void declare_lost(ScopeNumber scope, StreamId stream, Sequence first, Sequence last);
  void back_up(ScopeNumber scope) { of(scope).backed_up = position(scope); }
  // As if restored from a backup that reached this position; a new epoch.
  void restore_to(ScopeNumber scope, Position position);

 private:
  struct Logged {
    PackContent content;
    Bytes bytes;
  };
  struct Scope {
    MemoryLedger ledger;
    std::vector<Logged> log;
    std::vector<Hash16> digests{Hash16{}};
    std::map<ChainHead, Logged> parked;
    std::set<ChainHead> aside;
    std::set<ChainHead> losers;
    Position backed_up;
    StreamId own;
    Sequence sequence;
    ChainHead head{};
  };
  Scope& of(ScopeNumber scope);
  std::optional<PublicKey> key_of(ScopeNumber scope, DeviceId device);
  void append(ScopeNumber scope, const PackContent& content, const Bytes& bytes);
  TinyAnswer admit(Logged pack);
  void drain(ScopeNumber scope);
  void void_changes(ScopeNumber scope, const PackContent& pack, VoidReason reason, const std::string& why,
                    const std::vector<Sequence>& sequences);
  void log_voiding(Logged pack);
  void reissue_lost(const Logged& pack);
  Receipt receipt_for(const PackContent& content);
  std::vector<Version> live_of(ScopeNumber scope, const RecordKey& record, const CellKey& cell);

  SeededRandom random_;
  SigningKey network_;
  SigningKey server_;
  SigningKey receipts_;
  std::optional<BoxKey> box_;
  ServerCertificate certificate_;
  Epoch epoch_{1};
  std::uint32_t devices_ = 0;
  std::uint64_t lamport_ = 0;
  std::map<ScopeNumber, Scope> scopes_;
};

}  // namespace mektep::test
