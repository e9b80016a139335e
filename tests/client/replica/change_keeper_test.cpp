#include "client/replica/change_keeper.h"

#include "shared/base/limits.h"
#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

constexpr ScopeNumber here{0x3000'0007};
constexpr ScopeNumber there{0x4000'0007};
constexpr Author person{RecordId{9}};

TouchedRecord touched(OpenGround& ground, ScopeNumber scope, std::uint64_t id, std::vector<Op> ops) {
  const RecordKey key{TypeNumber{500}, RecordId{id}};
  for (Op& op : ops) op.record = key;
  return {{scope, key}, ground->tables().read(scope, key), std::move(ops), {}};
}

struct ChangeKeeping : ::testing::Test {
  OpenGround ground;
  ChangeKeeper keeper{*ground, ground.drafts};
};

}  // namespace

TEST_F(ChangeKeeping, AChangeIsOneThinDraftAndThePendingOpsOfItsRows) {
  auto turn = ground.turn();
  const auto number = keeper.keep(person, {touched(ground, here, 1, {text_op({}, 1, "a")})});
  ASSERT_TRUE(number.ok());
  turn.commit();
  const auto drafts = ground.drafts.all(here);
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].number, *number);
  EXPECT_EQ(drafts[0].author, person.person);
  EXPECT_EQ(drafts[0].lamport, Lamport{1});
  EXPECT_EQ(drafts[0].wall_ms, ground.clock.wall().ms);
  const RecordRow row = ground->tables().read(here, {TypeNumber{500}, RecordId{1}});
  ASSERT_EQ(row.pending.size(), 1U);
  EXPECT_EQ(row.pending[0].stamp.version, draft_version(*number));
  EXPECT_TRUE(row.base.empty());
}

TEST_F(ChangeKeeping, EveryScopeGetsADraftOfItsOwn) {
  auto turn = ground.turn();
  ASSERT_TRUE(keeper
                  .keep(person, {touched(ground, there, 1, {text_op({}, 1, "a")}),
                                 touched(ground, here, 2, {text_op({}, 1, "b")}),
                                 touched(ground, there, 3, {text_op({}, 1, "c")})})
                  .ok());
  turn.commit();
  EXPECT_EQ(ground.drafts.all(here).size(), 1U);
  ASSERT_EQ(ground.drafts.all(there).size(), 1U);
  EXPECT_EQ(ground.drafts.all(there)[0].records.size(), 2U);
}

TEST_F(ChangeKeeping, LamportTimesGrowByOneInEachScope) {
  for (std::uint64_t at = 1; at <= 3; ++at) {
    auto turn = ground.turn();
    ASSERT_TRUE(keeper.keep(person, {touched(ground, here, at, {text_op({}, 1, "a")})}).ok());
    turn.commit();
    EXPECT_EQ(ground.drafts.all(here).back().lamport, Lamport{at});
  }
  auto turn = ground.turn();
  ASSERT_TRUE(keeper.keep(person, {touched(ground, there, 1, {text_op({}, 1, "a")})}).ok());
  EXPECT_EQ(ground.drafts.all(there)[0].lamport, Lamport{1});
}

TEST_F(ChangeKeeping, WithoutOpsNothingIsKept) {
  auto turn = ground.turn();
  const auto number = keeper.keep(person, {touched(ground, here, 1, {})});
  ASSERT_TRUE(number.ok());
  EXPECT_EQ(*number, DraftNumber{0});
  EXPECT_EQ(ground.drafts.count(), 0U);
}

TEST_F(ChangeKeeping, TheChainHeadBehindEachNameIsKeptWithTheDraft) {
  auto turn = ground.turn();
  auto record = touched(ground, here, 1, {text_op({}, 1, "a", {version(5, 1), version(5, 2)})});
  record.tokens = {{version(5, 1), Token{11}}, {version(5, 2), Token{12}}, {version(6, 1), Token{13}}};
  std::vector<TouchedRecord> records;
  records.push_back(std::move(record));
  ASSERT_TRUE(keeper.keep(person, std::move(records)).ok());
  const std::map<Version, Token> named{{version(5, 1), Token{11}}, {version(5, 2), Token{12}}};
  EXPECT_EQ(ground.drafts.all(here)[0].basis, named) << "of what is named, no more";
}

TEST_F(ChangeKeeping, ANameOfASealedDraftBecomesItsVersionAndOfASquashedOneIsLeftOut) {
  auto turn = ground.turn();
  ground.drafts.set_sealed(DraftNumber{1}, CurrentName{version(8, 3), Token{80}});
  ground.drafts.set_sealed(DraftNumber{2}, std::nullopt);
  const std::vector<Version> names{draft_version(DraftNumber{1}), draft_version(DraftNumber{2})};
  ASSERT_TRUE(keeper.keep(person, {touched(ground, here, 1, {text_op({}, 1, "a", names)})}).ok());
  const RecordRow row = ground->tables().read(here, {TypeNumber{500}, RecordId{1}});
  EXPECT_EQ(row.pending[0].op.supersedes, std::vector<Version>{version(8, 3)});
  EXPECT_EQ(ground.drafts.all(here)[0].basis, (std::map<Version, Token>{{version(8, 3), Token{80}}}));
}

TEST_F(ChangeKeeping, AChangeThatNoPackWouldTakeIsRefusedBeforeAnythingIsWritten) {
  auto turn = ground.turn();
  std::vector<Op> ops;
  for (std::uint16_t field = 1; field <= 20; ++field)
    ops.push_back(text_op({}, field, std::string(3000, 'x')));
  const auto refused = keeper.keep(person, {touched(ground, here, 1, std::move(ops))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "change.too_large");
  EXPECT_EQ(refused.error().argument("limit"), std::to_string(limits::change_bytes_max));
  EXPECT_EQ(ground.drafts.count(), 0U);
  EXPECT_TRUE(ground->tables().read(here, {TypeNumber{500}, RecordId{1}}).pending.empty());
}

TEST_F(ChangeKeeping, MoreNamesThanAnOpMayCarryAreRefused) {
  auto turn = ground.turn();
  std::vector<Version> names;
  for (std::uint32_t at = 1; at <= limits::supersedes_max + 1; ++at) names.push_back(version(5, at));
  const auto refused = keeper.keep(person, {touched(ground, here, 1, {text_op({}, 1, "a", names)})});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "change.too_large");
}

TEST_F(ChangeKeeping, WhatWasNotCommittedIsForgottenAndItsNumbersAreGivenAgain) {
  DraftNumber first;
  {
    auto turn = ground.turn();
    first = *keeper.keep(person, {touched(ground, here, 1, {text_op({}, 1, "a")})});
  }
  auto turn = ground.turn();
  const auto second = keeper.keep(person, {touched(ground, here, 1, {text_op({}, 1, "b")})});
  EXPECT_EQ(*second, first);
  EXPECT_EQ(ground.drafts.all(here)[0].lamport, Lamport{1});
}

}  // namespace mektep::client::test
