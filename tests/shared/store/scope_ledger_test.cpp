#include "shared/store/scope_ledger.h"

#include <gtest/gtest.h>

#include <iostream>

#include "shared/base/clock.h"
#include "shared/codec/canonical.h"
#include "shared/crypto/chain.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "shared/store/digest.h"
#include "shared/store/pack_log.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

class ScopeLedgers : public testing::Test {
 protected:
  TestStore store_;

  ScopeLedger open() { return {*store_.database, *store_.tables, school, servers()}; }
  // In one committed transaction.
  Applied append(const PackContent& pack, const ScopeLedger::PendingOver& over = {}) {
    auto transaction = store_.begin();
    ScopeLedger ledger(*store_.database, *store_.tables, school, servers());
    Applied applied = ledger.append(bytes_of(pack), pack, 1);
    ledger.flush(over);
    transaction.commit();
    return applied;
  }
  ScopeHead head() { return PackLog(*store_.database).head(school).value(); }
  Value topic() {
    return shown_of(store_.tables->read(school, lesson).base.cells.at(scalar(field::topic))).value;
  }
};

PackContent topic_pack(std::string value, std::uint32_t first = 1, std::vector<Version> supersedes = {}) {
  return pack_of(
      {.first = first,
       .previous = first - 1,
       .head = first,
       .lamport = first,
       .changes = {{write_op(lesson, scalar(field::topic), text(std::move(value)), std::move(supersedes))}}});
}

Op log_op(OpKind kind, Bytes payload) {
  Op op;
  op.kind = kind;
  op.payload = std::move(payload);
  return op;
}

PackContent office_pack(std::vector<Op> ops, std::uint32_t first = 1) {
  return pack_of({.stream = 900,
                  .first = first,
                  .device = office,
                  .previous = 9000 + first - 1,
                  .head = 9000 + first,
                  .changes = {std::move(ops)}});
}

TEST_F(ScopeLedgers, AppendingMovesTheHeadAndWritesTheRecord) {
  const Applied applied = append(topic_pack("a"));
  EXPECT_EQ(applied.records, std::set{lesson});
  EXPECT_EQ(topic(), text("a"));
  EXPECT_EQ(head().position, Position{1});
  EXPECT_EQ(head().log_digest, log_digest_after({}, head_number(1)));
  EXPECT_EQ(head().state_digest, state_digest_of(*store_.tables, school));
  EXPECT_NE(head().state_digest, HashSum{});
}

TEST_F(ScopeLedgers, NothingLastsWithoutFlushAndCommit) {
  {
    auto transaction = store_.begin();
    ScopeLedger ledger = open();
    const auto pack = topic_pack("a");
    ledger.append(bytes_of(pack), pack, 1);
  }
  EXPECT_EQ(PackLog(*store_.database).head(school), std::nullopt);
  EXPECT_TRUE(PackLog(*store_.database).read_after(school, Position{0}, 100).empty());
}

TEST_F(ScopeLedgers, AGetterSeesEveryPutBeforeItFlushedOrNot) {
  auto transaction = store_.begin();
  ScopeLedger ledger = open();
  for (int round = 0; round < 2; ++round) {
    const auto base = static_cast<std::uint32_t>(10 * round);
    ledger.put_stream(StreamId{5}, {Sequence{base + 1}, std::nullopt, laptop});
    ledger.put_range(StreamId{5}, Sequence{base + 1}, Sequence{base + 2}, Token{1}, Position{1});
    ledger.put_token(ver(6, base + 1), Token{2});
    ledger.put_void(ver(7, base + 1), {VoidReason::lost, "why", Position{2}});
    ledger.put_reissued(ver(7, base + 1), Position{3});
    ledger.put_named(lesson, life, ver(7, base + 1));
    ledger.put_erased({lesson, life, ver(7, base + 1)});
    ledger.put_record(lesson, state_of({{scalar(field::people), std::int64_t{round}}}));
    for (int look = 0; look < 2; ++look) {
      EXPECT_EQ(ledger.stream(StreamId{5})->sequence, Sequence{base + 1});
      EXPECT_EQ(ledger.token(ver(5, base + 2)), Token{1});
      EXPECT_EQ(ledger.position(ver(5, base + 2)), Position{1});
      EXPECT_EQ(ledger.token(ver(6, base + 1)), Token{2});
      EXPECT_EQ(ledger.void_entry(ver(7, base + 1))->why, "why");
      EXPECT_EQ(ledger.reissued(ver(7, base + 1)), Position{3});
      EXPECT_TRUE(ledger.named(lesson, life, ver(7, base + 1)));
      EXPECT_TRUE(ledger.erased({lesson, life, ver(7, base + 1)}));
      EXPECT_EQ(ledger.record(lesson), state_of({{scalar(field::people), std::int64_t{round}}}));
      if (look == 0) ledger.flush();
    }
  }
}

TEST_F(ScopeLedgers, ARecordThatLosesItsLastValueLeavesTheDigest) {
  append(pack_of({.changes = {{write_op(lesson, element(field::tags, "a"), Nothing{})}}}));
  append(pack_of({.first = 2,
                  .previous = 1,
                  .head = 2,
                  .changes = {{remove_op(lesson, element(field::tags, "a"), {ver(1, 1)})}}}));
  EXPECT_TRUE(store_.tables->read(school, lesson).empty());
  EXPECT_EQ(head().state_digest, HashSum{});
}

TEST_F(ScopeLedgers, TheStateDigestIsIncrementalOverFlushes) {
  auto transaction = store_.begin();
  ScopeLedger ledger = open();
  for (std::uint32_t at = 1; at <= 5; ++at) {
    const auto pack = topic_pack("t" + std::to_string(at), at);
    ledger.append(bytes_of(pack), pack, 1);
    if (at % 2 == 0) ledger.flush();
  }
  ledger.flush();
  EXPECT_EQ(ledger.head().state_digest, state_digest_of(*store_.tables, school));
}

TEST_F(ScopeLedgers, TellsWhatRecordsWereBeforeTheTransaction) {
  append(topic_pack("a"));
  auto transaction = store_.begin();
  ScopeLedger ledger = open();
  const auto second = topic_pack("b", 2, {ver(1, 1)});
  ledger.append(bytes_of(second), second, 1);
  ledger.flush();
  const auto third = topic_pack("c", 3, {ver(1, 2)});
  ledger.append(bytes_of(third), third, 1);
  ASSERT_EQ(ledger.before().size(), 1U);
  EXPECT_EQ(ledger.before().at(lesson).cells.at(scalar(field::topic))[0].value, text("a"));
}

TEST_F(ScopeLedgers, WhatIsPendingOverARecordIsAskedFor) {
  const PendingOp draft = pending(write_op(lesson, scalar(field::topic), text("draft"), {ver(1, 1)}), 1);
  append(topic_pack("a"), [&](const RecordKey& key) {
    EXPECT_EQ(key, lesson);
    return std::vector{draft};
  });
  EXPECT_EQ(store_.tables->read(school, lesson).pending, std::vector{draft});
  EXPECT_EQ(store_.queried("SELECT topic FROM visit"), "draft");
  EXPECT_EQ(head().state_digest, state_digest_of(*store_.tables, school))
      << "the digest is of the base alone";
}

TEST_F(ScopeLedgers, TheGreatestLamportTimeIsKeptVoidOnesLeftOut) {
  VoidRange range;
  range.stream = StreamId{1};
  range.first = range.last = Sequence{1};
  append(office_pack({log_op(OpKind::declare_void, encode_voids({range}))}));
  append(pack_of(
      {.head = 1, .lamport = 1'000'000, .changes = {{write_op(lesson, scalar(field::topic), text("a"))}}}));
  EXPECT_EQ(head().lamport, Lamport{1});
  append(pack_of({.first = 2,
                  .previous = 1,
                  .head = 2,
                  .lamport = 40,
                  .changes = {{write_op(lesson, scalar(field::topic), text("b"))}}}));
  EXPECT_EQ(head().lamport, Lamport{40});
}

TEST_F(ScopeLedgers, AVoidDeclaredBeforeItsPackKeepsItsOpsOut) {
  VoidRange range;
  range.stream = StreamId{1};
  range.first = range.last = Sequence{1};
  range.why = "admission.not_writer";
  const Applied applied = append(office_pack({log_op(OpKind::declare_void, encode_voids({range}))}));
  EXPECT_EQ(applied.voids, std::vector{range});
  append(topic_pack("a"));
  EXPECT_TRUE(store_.tables->read(school, lesson).empty());
  auto transaction = store_.begin();
  EXPECT_EQ(open().void_entry(ver(1, 1))->why, "admission.not_writer");
}

TEST_F(ScopeLedgers, AnErasureEmptiesTheValueAndKeepsTheDigest) {
  append(topic_pack("a name"));
  const HashSum before = head().state_digest;
  append(office_pack({log_op(OpKind::erase, encode_erased({{lesson, scalar(field::topic), ver(1, 1)}}))}));
  EXPECT_EQ(topic(), Value{Nothing{}});
  EXPECT_EQ(store_.queried("SELECT topic FROM visit"), "NULL");
  EXPECT_EQ(head().state_digest, before) << "versions are summed, not values";
}

TEST_F(ScopeLedgers, ACardOfTheSameTransactionCounts) {
  auto transaction = store_.begin();
  ScopeLedger ledger = open();
  EXPECT_FALSE(ledger.carded(laptop));
  EXPECT_TRUE(ledger.carded(office));
  EXPECT_TRUE(ledger.is_server(office));
  const RecordKey card{builtin::card, hashed_record_id(laptop.value)};
  const auto pack = office_pack({write_op(card, scalar(builtin::card_field::active), true)});
  ledger.append(bytes_of(pack), pack, 1);
  EXPECT_TRUE(ledger.carded(laptop));
  ledger.flush();
  EXPECT_TRUE(open().carded(laptop));
}

TEST_F(ScopeLedgers, ReplayingAPackIsHarmlessToTheState) {
  append(topic_pack("a"));
  const ScopeHead before = head();
  append(topic_pack("a"));
  EXPECT_EQ(head().state_digest, before.state_digest);
  EXPECT_EQ(head().position, Position{2});
}

TEST_F(ScopeLedgers, TheBackedUpPositionIsKept) {
  append(topic_pack("a"));
  auto transaction = store_.begin();
  ScopeLedger ledger = open();
  ledger.set_backed_up(Position{1});
  ledger.flush();
  transaction.commit();
  store_.reopen();
  EXPECT_EQ(head().backed_up, Position{1});
}

TEST_F(ScopeLedgers, APackIsKeptAsOneRangeWhateverItsLength) {
  std::vector<std::vector<Op>> changes(50, std::vector{write_op(lesson, scalar(field::topic), text("a"))});
  append(pack_of({.changes = changes}));
  EXPECT_EQ(store_.queried("SELECT count(*) FROM \"range\""), "1");
  EXPECT_EQ(store_.queried("SELECT count(*) FROM token"), "0");
}

TEST_F(ScopeLedgers, UnknownTypesFieldsAndOpKindsAreCarriedThroughTheTables) {
  const RecordKey later{TypeNumber{600}, RecordId{1}};
  Op odd = write_op(later, scalar(FieldNumber{1}), Nothing{});
  odd.kind = OpKind{12};
  odd.payload = {1, 2, 3};
  append(pack_of({.changes = {{odd, write_op(lesson, scalar(FieldNumber{400}), UnknownValue{77, {9}})}}}));
  const RecordState state = store_.tables->read(school, later).base;
  EXPECT_EQ(state.cells.at(scalar(FieldNumber{1}))[0].payload, (Bytes{1, 2, 3}));
  EXPECT_EQ(state.cells.at(scalar(FieldNumber{1}))[0].kind, OpKind{12});
  EXPECT_EQ(store_.tables->read(school, lesson).base.cells.at(scalar(FieldNumber{400}))[0].value,
            (Value{UnknownValue{77, {9}}}));
  EXPECT_EQ(head().state_digest, state_digest_of(*store_.tables, school));
}

struct Crash {};

// Appends a second pack, crashing at the given call of the database; false when it came through.
bool crashes_at(TestStore& store, int call) {
  int calls = 0;
  store.fault = [&](std::string_view) {
    if (++calls == call) throw Crash{};
  };
  bool crashed = false;
  try {
    auto transaction = store.begin();
    ScopeLedger ledger(*store.database, *store.tables, school, servers());
    const auto pack = topic_pack("b", 2, {ver(1, 1)});
    ledger.append(bytes_of(pack), pack, 1);
    ledger.flush();
    transaction.commit();
  } catch (const Crash&) {
    crashed = true;
  }
  store.fault = {};
  return crashed;
}

TEST_F(ScopeLedgers, ACrashAtAnyCallLeavesTheWholePackOrNothingOfIt) {
  bool crashed = true;
  for (int call = 1; crashed; ++call) {
    TestStore store;
    const auto first = topic_pack("a");
    {
      auto transaction = store.begin();
      ScopeLedger ledger(*store.database, *store.tables, school, servers());
      ledger.append(bytes_of(first), first, 1);
      ledger.flush();
      transaction.commit();
    }
    crashed = crashes_at(store, call);
    store.reopen();
    const ScopeHead after = PackLog(*store.database).head(school).value();
    EXPECT_EQ(after.state_digest, state_digest_of(*store.tables, school)) << call;
    const auto packs = PackLog(*store.database).read_after(school, Position{0}, 1000);
    EXPECT_EQ(after.position, Position{packs.size()}) << call;
    EXPECT_EQ(store.queried("SELECT topic FROM visit"), packs.size() == 1 ? "a" : "b") << call;
    if (!crashed) {
      EXPECT_EQ(packs.size(), 2U);
      EXPECT_GT(call, 8) << "begin, seven writes, commit";
    }
  }
}

// Not a check: what a person looks at when something got slow.
TEST_F(ScopeLedgers, TenThousandRecordsAreInserted) {
  constexpr std::uint64_t records = 10'000;
  constexpr std::uint64_t a_pack = 50;
  const SystemClock clock;
  const auto start = clock.monotonic();
  for (std::uint64_t at = 0; at < records;) {
    auto transaction = store_.begin();
    ScopeLedger ledger = open();
    for (const std::uint64_t until = at + 500; at < until; at += a_pack) {
      std::vector<std::vector<Op>> changes;
      for (std::uint64_t id = at + 1; id <= at + a_pack; ++id) {
        const RecordKey key{visit, RecordId{(std::uint64_t{1} << 40U) + id}};
        changes.push_back({write_op(key, scalar(field::topic),
                                    text("Сабақты зерттеу бойынша семинар " + std::to_string(id))),
                           write_op(key, scalar(field::people), static_cast<std::int64_t>(id % 30)),
                           write_op(key, scalar(field::hours), Decimal{150}),
                           write_op(key, scalar(field::day), Date{18'672}),
                           write_op(key, scalar(field::kind), text("seminar")),
                           write_op(key, scalar(field::open), true)});
      }
      const auto pack = pack_of({.first = static_cast<std::uint32_t>(at + 1),
                                 .previous = at / a_pack,
                                 .head = at / a_pack + 1,
                                 .changes = changes});
      ledger.append(bytes_of(pack), pack, 1);
    }
    ledger.flush();
    transaction.commit();
  }
  const auto took = std::chrono::duration<double>(clock.monotonic() - start).count();
  EXPECT_EQ(store_.queried("SELECT count(*) FROM visit"), "10000");
  std::cout << "inserted " << records << " records, "
            << static_cast<std::uint64_t>(static_cast<double>(records) / took) << " a second\n";
}

}  // namespace
}  // namespace mektep
