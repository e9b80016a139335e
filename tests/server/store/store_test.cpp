// The conformance suite of stores, second half: logs and records of scopes.

#include "server/store/store.h"

#include "shared/crypto/chain.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class StoreTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<Work> begin() { return std::move(*network.store->begin()); }
  const Reader& reader() { return *network.reader; }

  Network network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

TEST_P(StoreTest, TheLogGivesBackPacksAsTheyWereReceived) {
  const std::size_t before = network.log().size();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a"), network.titled(2, "b")});
  const ChainHead first_head = pen.last().head;
  network.push(pen, first);
  network.clock.advance(std::chrono::seconds(5));
  const Bytes second = pen.seal(network.scope(), {network.titled(3, "c")});
  network.push(pen, second);
  const auto log = network.log();
  ASSERT_EQ(log.size(), before + 2);
  EXPECT_EQ(log[before].bytes, first);
  EXPECT_EQ(log[before].head, first_head);
  EXPECT_EQ(log[before].stream, pen.stream());
  EXPECT_EQ(log[before].first, Sequence{1});
  EXPECT_EQ(log[before].count, 2U);
  EXPECT_EQ(log[before].position, Position{before + 1});
  EXPECT_EQ(log[before].schema, 3U);
  EXPECT_EQ(log[before + 1].received_ms, log[before].received_ms + 5000);
  EXPECT_EQ(log[before + 1].bytes, second);
}

TEST_P(StoreTest, AReadIsBoundedByBytesButNeverEmptyHanded) {
  for (std::uint64_t at = 1; at <= 4; ++at)
    network.push(pen, pen.seal(network.scope(), {network.titled(at, "a")}));
  const auto all = network.log();
  EXPECT_EQ(reader().read_after(network.scope(), Position{0}, 1).size(), 1U);
  const std::size_t two = all[0].bytes.size() + all[1].bytes.size();
  EXPECT_EQ(reader().read_after(network.scope(), Position{0}, two).size(), 2U);
  const auto rest = reader().read_after(network.scope(), Position{all.size() - 1}, SIZE_MAX);
  EXPECT_EQ(rest, std::vector<LoggedPack>{all.back()});
  EXPECT_TRUE(reader().read_after(network.scope(), Position{all.size()}, SIZE_MAX).empty());
  EXPECT_TRUE(reader().read_after(ScopeNumber{0x3000'0077U}, Position{0}, SIZE_MAX).empty());
}

TEST_P(StoreTest, ThePositionOfAPackIsFoundByItsHead) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  EXPECT_EQ(reader().position_of(network.scope(), pen.last().head), Position{network.log().size()});
  EXPECT_FALSE(reader().position_of(network.scope(), ChainHead{1}));
  EXPECT_FALSE(reader().position_of(school_scope(network.other_school.number), pen.last().head));
}

TEST_P(StoreTest, TheLogDigestIsChainedOverTheHeads) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  Hash16 digest{};
  EXPECT_EQ(reader().digest_at(network.scope(), Position{0}), digest);
  for (const LoggedPack& pack : network.log()) {
    digest = log_digest_after(digest, pack.head);
    EXPECT_EQ(reader().digest_at(network.scope(), pack.position), digest);
  }
  EXPECT_EQ(reader().head(network.scope())->log_digest, digest);
  EXPECT_FALSE(reader().digest_at(network.scope(), Position{network.log().size() + 1}));
}

TEST_P(StoreTest, TheHeadMovesWithEveryCommit) {
  const ScopeHead before = *reader().head(network.scope());
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  const ScopeHead after = *reader().head(network.scope());
  EXPECT_EQ(after.position.value, before.position.value + 1);
  EXPECT_NE(after.state_digest, before.state_digest);
  EXPECT_EQ(after.scope, network.scope());
  EXPECT_FALSE(reader().head(ScopeNumber{0x3000'0077U}));
}

TEST_P(StoreTest, AStreamsHeadIsItsLastPack) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a"), network.titled(1, "b")}));
  const auto head = reader().stream(network.scope(), pen.stream());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->sequence, Sequence{2});
  EXPECT_EQ(head->head, pen.last().head);
  EXPECT_EQ(head->device, pen.id());
  EXPECT_FALSE(reader().stream(network.scope(), StreamId{1}));
  EXPECT_FALSE(reader().stream(ScopeNumber{0x3000'0077U}, pen.stream()));
}

TEST_P(StoreTest, RecordsArePagedInOrderOfTypeAndId) {
  for (const std::uint64_t id : {3U, 1U, 2U})
    network.push(pen, pen.seal(network.scope(), {network.titled(id, "a")}));
  const auto all = reader().keys(network.scope(), std::nullopt, 100);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(reader().keys(network.scope(), network.note(1), 1), std::vector<RecordKey>{network.note(2)});
  EXPECT_TRUE(reader().keys(network.scope(), network.note(3), 10).empty());
  EXPECT_TRUE(reader().keys(ScopeNumber{0x3000'0077U}, std::nullopt, 10).empty());
  EXPECT_TRUE(reader().record(network.scope(), network.note(9)).empty());
}

TEST_P(StoreTest, RivalsAreKeptSideBySide) {
  Pen other = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "бір")}));
  network.push(other, other.seal(network.scope(), {network.titled(1, "екі")}));
  auto titles = network.titles(1);
  std::sort(titles.begin(), titles.end());
  EXPECT_EQ(titles, (std::vector<std::string>{"бір", "екі"}));
}

TEST_P(StoreTest, AReaderSeesNothingOfAnOpenWork) {
  const Position before = reader().head(network.scope())->position;
  auto integration = std::move(*Integration::begin(network.parts));
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "a")})});
  EXPECT_EQ(integration->scope(network.scope()).head().position.value, before.value + 1);
  // A SQLite file in memory has no write-ahead log: there a reader would have to wait.
  if (GetParam() == StoreKind::memory) {
    EXPECT_EQ(reader().head(network.scope())->position, before);
  }
  integration.reset();
  EXPECT_EQ(reader().head(network.scope())->position, before);
  EXPECT_TRUE(network.titles(1).empty());
}

TEST_P(StoreTest, AWorkSeesItsOwnLogAndRecords) {
  auto integration = std::move(*Integration::begin(network.parts));
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "a")})});
  ScopeWork& scope = integration->scope(network.scope());
  EXPECT_TRUE(scope.logged(pen.last().head));
  EXPECT_EQ(scope.read_after(Position{0}, SIZE_MAX).back().head, pen.last().head);
  EXPECT_EQ(scope.ledger().stream(pen.stream())->sequence, Sequence{1});
  EXPECT_FALSE(scope.ledger().record(network.note(1)).empty());
  ASSERT_TRUE(scope.before().contains(network.note(1)));
  EXPECT_TRUE(scope.before().at(network.note(1)).empty());
}

TEST_P(StoreTest, BeforeIsTheStateWhenTheWorkBegan) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  const RecordState committed = reader().record(network.scope(), network.note(1));
  auto integration = std::move(*Integration::begin(network.parts));
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "b", {pen.version()})})});
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "c", {pen.version()})})});
  EXPECT_EQ(integration->scope(network.scope()).before().at(network.note(1)), committed);
}

TEST_P(StoreTest, AScopeThatWasOnlyAskedAboutComesIntoBeingNowhere) {
  const ScopeNumber asked = pair_scope(network.school.number, network.other_school.number);
  auto work = begin();
  EXPECT_EQ(work->scope(asked).head().position, Position{0});
  EXPECT_FALSE(work->scope(asked).logged(ChainHead{}));
  work->commit();
  EXPECT_FALSE(reader().head(asked));
  const auto scopes = reader().scopes();
  EXPECT_TRUE(std::find(scopes.begin(), scopes.end(), asked) == scopes.end());
}

TEST_P(StoreTest, TogetherIsOneMoment) {
  bool ran = false;
  reader().together([&] {
    ran = true;
    EXPECT_EQ(reader().head(network.scope())->position.value, network.log().size());
  });
  EXPECT_TRUE(ran);
}

TEST_P(StoreTest, TheStateDigestDependsOnTheRecordsAlone) {
  // The same changes over another order of commits.
  const auto history = [](Network& other) {
    Pen one = other.enrolled_pen();
    Pen two = other.enrolled_pen();
    return std::vector<std::pair<DeviceId, Bytes>>{
        {one.id(), one.seal(other.scope(), {other.titled(1, "a")})},
        {two.id(), two.seal(other.scope(), {other.titled(2, "b")})}};
  };
  Network left{GetParam()};
  Network right{GetParam()};
  auto packs = history(left);
  auto same = history(right);
  std::reverse(same.begin(), same.end());
  for (const auto& [from, pack] : packs) EXPECT_TRUE(integrate(left.parts, {{from, pack}}).ok());
  for (const auto& [from, pack] : same) EXPECT_TRUE(integrate(right.parts, {{from, pack}}).ok());
  EXPECT_EQ(left.reader->head(left.scope())->state_digest, right.reader->head(right.scope())->state_digest);
  EXPECT_NE(left.reader->head(left.scope())->log_digest, right.reader->head(right.scope())->log_digest);
}

}  // namespace
}  // namespace mektep::server::test
