#include "server/tally/recount.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

constexpr char head[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

TEST(Heads, AreReadFromTheirText) {
  const auto heads = parse_heads({std::string("00000000000000ff:12:") + head, std::string("2:1:") + head,
                                  "log:34:00112233445566778899aabbccddeeff"});
  ASSERT_TRUE(heads);
  EXPECT_EQ(heads->streams.size(), 2U);
  EXPECT_EQ(heads->streams.at(StreamId{255}), (std::pair{Sequence{12}, Token{0x0011223344556677ULL}}));
  EXPECT_EQ(heads->log, Position{34});
  EXPECT_EQ(to_hex(heads->log_digest), "00112233445566778899aabbccddeeff");
  EXPECT_TRUE(parse_heads({})->streams.empty());
}

TEST(Heads, MalformedTextsAreNoHeads) {
  for (const std::string text : {"", "1", "1:2", "x:1:00", "1:x:00", "1:2:zz", "1:99999999999:00", ":1:00",
                                 "log:1:00", "log:x:00112233445566778899aabbccddeeff"}) {
    EXPECT_FALSE(parse_heads({text})) << text;
  }
}

class RecountTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<Integration> begin() { return std::move(*Integration::begin(network.parts)); }
  Heads heads() const {
    Heads now;
    for (const LoggedPack& pack : network.log())
      now.streams[pack.stream] = {pack.last(), token_of(pack.head)};
    return now;
  }
  HeadsHeld held(const Heads& wanted) { return holds(*begin(), network.scope(), wanted); }

  TallyNetwork network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, RecountTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(RecountTest, HeadsThatTheLogReachedAreHeld) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  EXPECT_EQ(held(heads()), HeadsHeld::all);
  EXPECT_EQ(held({}), HeadsHeld::all);
}

TEST_P(RecountTest, HeadsAheadOfTheLogAreNotHeldYet) {
  Heads ahead = heads();
  ahead.streams[StreamId{5}] = {Sequence{1}, Token{1}};
  EXPECT_EQ(held(ahead), HeadsHeld::not_yet);
  ahead = heads();
  ++ahead.streams.begin()->second.first.value;
  EXPECT_EQ(held(ahead), HeadsHeld::not_yet);
}

TEST_P(RecountTest, HeadsOfAnotherBranchAreTold) {
  Heads other = heads();
  other.streams.begin()->second.second = Token{1};
  EXPECT_EQ(held(other), HeadsHeld::other_branch);
}

TEST_P(RecountTest, ThePositionOfTheLogStandsForAllThatIsInIt) {
  Pen pen = network.enrolled_pen();
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  const Amounts amounts = network.amounts(network.scope());
  const ScopeHead scope_head = *network.reader->head(network.scope());
  Heads then;
  then.log = scope_head.position;
  then.log_digest = scope_head.log_digest;
  network.save_activity(2, "visit", "held", "2021-02-14", 900);
  EXPECT_EQ(held(then), HeadsHeld::all);
  EXPECT_EQ(counts_at(*begin(), network.scope(), then), amounts);
  // A stream that was pending over that log is counted up to its own head.
  network.push(pen,
               pen.seal(network.scope(),
                        {{write_op({activity_type, RecordId{3}}, FieldNumber{1}, std::string("seminar"))}}));
  then.streams[pen.stream()] = {Sequence{1}, pen.last().token()};
  EXPECT_EQ(counts_at(*begin(), network.scope(), then).size(), amounts.size() + 1);
}

TEST_P(RecountTest, ALogAheadOrOfAnotherHistoryIsTold) {
  Heads ahead;
  ahead.log = Position{1000};
  EXPECT_EQ(held(ahead), HeadsHeld::not_yet);
  Heads other;
  other.log = Position{1};
  other.log_digest = {1};
  EXPECT_EQ(held(other), HeadsHeld::other_branch);
}

TEST_P(RecountTest, WhatCameAfterTheHeadsIsNotCounted) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  const Heads then = heads();
  const Amounts amounts = network.amounts(network.scope());
  network.save_activity(1, "visit", "held", "2021-02-14", 900);
  network.save_activity(2, "seminar", "held", "2021-02-15", 100);
  EXPECT_EQ(counts_at(*begin(), network.scope(), then), amounts);
}

TEST_P(RecountTest, APackIsCountedUpToTheHeadInsideIt) {
  Pen pen = network.enrolled_pen();
  const auto held_kind = [&](std::uint64_t id) {
    return std::vector<Op>{write_op({activity_type, RecordId{id}}, FieldNumber{1}, std::string("seminar"))};
  };
  network.push(pen, pen.seal(network.scope(), {held_kind(1), held_kind(2), held_kind(3)}));
  Heads then = heads();
  then.streams[pen.stream()] = {Sequence{2}, pen.last().token()};
  const Amounts counted = counts_at(*begin(), network.scope(), then);
  EXPECT_EQ(counted, (Amounts{{{"activities", {"seminar", "", ""}}, 2}}));
}

TEST_P(RecountTest, AStreamThatWasNotNamedIsNotCounted) {
  Pen pen = network.enrolled_pen();
  const Heads without = heads();
  network.push(pen,
               pen.seal(network.scope(),
                        {{write_op({activity_type, RecordId{1}}, FieldNumber{1}, std::string("seminar"))}}));
  EXPECT_TRUE(counts_at(*begin(), network.scope(), without).empty());
}

TEST_P(RecountTest, ThePacksOfTheOpenTransactionAreCounted) {
  Pen pen = network.enrolled_pen();
  Heads now = heads();
  auto integration = begin();
  integration->admit(
      {pen.id(), pen.seal(network.scope(), {{write_op({activity_type, RecordId{1}}, FieldNumber{1},
                                                      std::string("seminar"))}})});
  now.streams[pen.stream()] = {Sequence{1}, pen.last().token()};
  EXPECT_EQ(counts_at(*integration, network.scope(), now).size(), 1U);
}

}  // namespace
}  // namespace mektep::server::test
