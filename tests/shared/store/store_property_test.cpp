// The tables against the same rules over memory, and rows against the states they hold.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/merge/shown.h"
#include "shared/store/digest.h"
#include "shared/store/pack_log.h"
#include "shared/store/row_form.h"
#include "tests/shared/store/random_log.h"

namespace mektep {
namespace {

using namespace test;

using Numbers = std::vector<std::uint64_t>;

// What happens to the store after a pack was appended.
enum class Pause { none, flush, new_ledger, commit, reopen };

// A store that follows a log, pausing where it is told.
class Follower {
 public:
  explicit Follower(const std::set<DeviceId>& servers) : servers_(servers) { begin(); }

  void append(const RandomLog::Logged& logged) { ledger_->append(logged.bytes, logged.content, 1000); }
  void pause(Pause what) {
    if (what == Pause::none) return;
    ledger_->flush();
    if (what == Pause::flush) return;
    ledger_.reset();
    if (what != Pause::new_ledger) {
      transaction_->commit();
      transaction_.reset();
      if (what == Pause::reopen) store.reopen();
      transaction_.emplace(store.begin());
    }
    ledger_.emplace(*store.database, *store.tables, school, servers_);
  }
  ScopeLedger& ledger() { return *ledger_; }

  TestStore store{false, Medium::memory};

 private:
  void begin() {
    transaction_.emplace(store.begin());
    ledger_.emplace(*store.database, *store.tables, school, servers_);
  }
  const std::set<DeviceId>& servers_;
  std::optional<Transaction> transaction_;
  std::optional<ScopeLedger> ledger_;
};

void assert_same(Follower& follower, const RandomLog& random) {
  const MemoryLedger& memory = random.memory();
  RecordTables& tables = *follower.store.tables;
  HashSum sum;
  std::vector<RecordKey> keys;
  for (const auto& [key, state] : memory.records()) {
    keys.push_back(key);
    RC_ASSERT(tables.read(school, key).base == state);
    RC_ASSERT(follower.ledger().record(key) == state);
    sum.add(*record_hash(key, state));
  }
  RC_ASSERT(tables.keys(school, std::nullopt, 1000) == keys);
  RC_ASSERT(follower.ledger().head().state_digest == sum);
  RC_ASSERT(state_digest_of(tables, school) == sum);
  for (const auto& [stream, head] : memory.streams()) RC_ASSERT(follower.ledger().stream(stream) == head);
  for (const RandomLog::Logged& logged : random.log()) {
    for (std::uint32_t beyond = 0; beyond < logged.content.changes.size() + 3; ++beyond) {
      const Version version{logged.content.stream, Sequence{logged.content.first.value + beyond}};
      RC_ASSERT(follower.ledger().token(version) == memory.token(version));
      RC_ASSERT(follower.ledger().position(version) == memory.position(version));
      RC_ASSERT(follower.ledger().void_entry(version) == memory.void_entry(version));
      RC_ASSERT(follower.ledger().reissued(version) == memory.reissued(version));
    }
  }
  for (const auto& [record, cell, version] : memory.named())
    RC_ASSERT(follower.ledger().named(record, cell, version));
  for (const Erased& what : memory.erasures()) RC_ASSERT(follower.ledger().erased(what));
}

RC_GTEST_PROP(ScopeLedgerProperty, TablesHoldWhatTheRulesOverMemoryHold, (const Numbers& numbers)) {
  RandomLog random;
  Follower follower(random.servers());
  for (const std::uint64_t number : numbers) follower.append(random.next(number));
  follower.pause(Pause::reopen);
  assert_same(follower, random);
}

RC_GTEST_PROP(ScopeLedgerProperty, WhereItFlushesAndReopensDoesNotMatter,
              (const std::vector<std::pair<std::uint64_t, std::uint8_t>>& steps)) {
  RandomLog random;
  Follower paused(random.servers());
  Follower in_one(random.servers());
  for (const auto& [number, pause] : steps) {
    const RandomLog::Logged& logged = random.next(number);
    in_one.append(logged);
    paused.append(logged);
    paused.pause(static_cast<Pause>(pause % 5));
  }
  in_one.pause(Pause::commit);
  paused.pause(Pause::commit);
  assert_same(paused, random);
  RC_ASSERT(paused.ledger().head() == in_one.ledger().head());
  for (const auto& [key, state] : random.memory().records()) {
    RC_ASSERT(paused.store.tables->read(school, key) == in_one.store.tables->read(school, key));
  }
  RC_ASSERT(paused.store.tables->conflicts(school) == in_one.store.tables->conflicts(school));
}

RC_GTEST_PROP(ScopeLedgerProperty, TheLogComesBackInOrderWithItsBytes, (const Numbers& numbers)) {
  RandomLog random;
  Follower follower(random.servers());
  for (const std::uint64_t number : numbers) follower.append(random.next(number));
  follower.pause(Pause::commit);
  const auto packs = PackLog(*follower.store.database).read_after(school, Position{0}, 10'000'000);
  RC_ASSERT(packs.size() == random.log().size());
  for (std::size_t at = 0; at < packs.size(); ++at) {
    RC_ASSERT(packs[at].position == Position{at + 1});
    RC_ASSERT(packs[at].bytes == random.log()[at].bytes);
    RC_ASSERT(packs[at].head == random.log()[at].content.head);
  }
}

// Records as a random log leaves them, each with a few ops of later packs pending over it.
std::vector<std::pair<RecordKey, RecordRow>> rows_of(const Numbers& numbers) {
  RandomLog random;
  for (const std::uint64_t number : numbers) random.next(number);
  std::vector<std::pair<RecordKey, RecordRow>> rows;
  std::uint32_t draft = 0;
  for (const auto& [key, state] : random.memory().records()) {
    RecordRow row{state, {}};
    if (rows.size() % 2 == 0) {
      const auto& [cell, values] = *state.cells.rbegin();
      row.pending.push_back(
          pending(write_op(key, cell, text("draft"), {values.front().stamp.version}), ++draft));
    }
    rows.emplace_back(key, std::move(row));
  }
  return rows;
}

RC_GTEST_PROP(RowProperty, ARowComesBackAsItWasWritten, (const Numbers& numbers)) {
  TestStore store(true, Medium::memory);
  auto transaction = store.begin();
  const auto rows = rows_of(numbers);
  for (const auto& [key, row] : rows) store.tables->write(school, key, row);
  for (const auto& [key, row] : rows) RC_ASSERT(store.tables->read(school, key) == row);
}

RC_GTEST_PROP(RowProperty, ALaterSchemaReadsWhatAnEarlierOneWrote, (const Numbers& numbers)) {
  TestStore earlier(true, Medium::memory);
  TestStore later(true, Medium::memory);
  later.use(later_schema());
  const auto rows = rows_of(numbers);
  for (TestStore* store : {&earlier, &later}) {
    auto transaction = store->begin();
    for (const auto& [key, row] : rows) store->tables->write(school, key, row);
    transaction.commit();
  }
  earlier.use(later_schema());
  for (const auto& [key, row] : rows) RC_ASSERT(earlier.tables->read(school, key) == row);
  const std::string all =
      "SELECT group_concat(quote(id) || quote(title) || quote(notes) || quote(room) || quote(tags))"
      " FROM (SELECT * FROM visit ORDER BY id)";
  RC_ASSERT(earlier.queried(all) == later.queried(all));
}

RC_GTEST_PROP(RowProperty, ConflictsAreThoseOfWhatIsShown, (const Numbers& numbers)) {
  TestStore store(true, Medium::memory);
  auto transaction = store.begin();
  std::vector<std::pair<RecordKey, CellKey>> expected;
  for (const auto& [key, row] : rows_of(numbers)) {
    store.tables->write(school, key, row);
    const RecordType* type = store.tables->schema().type(key.type);
    if (type == nullptr) continue;
    for (const Conflict& conflict : show(laid_over(row.base, row.pending), *type).conflicts) {
      expected.emplace_back(key, conflict.cell);
    }
  }
  std::sort(expected.begin(), expected.end());
  RC_ASSERT(store.tables->conflicts(school) == expected);
}

}  // namespace
}  // namespace mektep
