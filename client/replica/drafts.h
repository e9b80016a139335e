#pragma once
// Saved changes that are not sealed yet: thin rows; the values sit in the `_p` of the records they touch.
// And the names that sealed drafts got, for forms that were filled before the seal.
// Writes inside the caller's transaction. Owner: Replica. Thread: one at a time.

#include <optional>
#include <vector>

#include "client/replica/ground.h"
#include "shared/pack/squash.h"

namespace mektep::client {

struct DraftRow {
  DraftNumber number;
  std::int64_t place = 0;  // order of sealing: a re-issued loser stands before what was written over it
  ScopeNumber scope;
  RecordId author;
  Lamport lamport;
  std::int64_t wall_ms = 0;
  bool alone = false;
  std::vector<RecordKey> records;
  std::map<Version, Token> basis;  // the chain head behind each version of the log that it names
};

// What a version of a basis is called now, with the chain head behind it where that is known.
struct CurrentName {
  Version version;
  std::optional<Token> token;
};

class Drafts {
 public:
  explicit Drafts(Ground& ground) : ground_(ground) {}

  // Greater than every number ever given here.
  DraftNumber next_number();
  void put(const DraftRow& draft);
  void update_basis(DraftNumber number, const std::map<Version, Token>& basis);
  void remove(DraftNumber number);
  // In the order of sealing.
  std::vector<DraftRow> all(ScopeNumber scope) const;
  std::vector<ScopeNumber> scopes() const;
  bool any(ScopeNumber scope) const;
  bool exists(DraftNumber number) const;
  std::size_t count() const;
  // The place before all others.
  std::int64_t first_place(ScopeNumber scope) const;

  // What the seal made of a draft: nothing when it was squashed away.
  void set_sealed(DraftNumber number, const std::optional<CurrentName>& sealed);
  // Drafts that were sealed as `version` are called `draft` now: their pack lost a fork.
  void rename_sealed(const Version& version, DraftNumber draft);
  void forget_oldest_names();

  // Empty: left out, because it was squashed away or nobody remembers it.
  std::optional<CurrentName> current(const Version& version) const;

  // The greatest Lamport time among drafts, what is laid over the base, and the base.
  Lamport greatest_lamport(ScopeNumber scope);
  void raise_lamport(ScopeNumber scope, Lamport lamport);

 private:
  Ground& ground_;
  Remembered<DraftNumber> next_;
  Remembered<std::map<ScopeNumber, Lamport>> greatest_;
};

// The ops of a draft as they lie in the rows it touches, in the order of its records.
std::vector<Op> ops_of(const RecordTables& tables, const DraftRow& draft);

}  // namespace mektep::client
