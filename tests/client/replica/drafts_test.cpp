#include "client/replica/drafts.h"

#include "shared/base/limits.h"
#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

constexpr ScopeNumber here{0x3000'0007};

DraftRow draft(std::uint64_t number, std::int64_t place) {
  DraftRow row;
  row.number = DraftNumber{number};
  row.place = place;
  row.scope = here;
  row.author = RecordId{9};
  row.lamport = Lamport{number * 10};
  row.wall_ms = -5;
  row.alone = number % 2 == 0;
  row.records = {{TypeNumber{40}, RecordId{number}}, {TypeNumber{41}, RecordId{0xffff'ffff'ffff'ffff}}};
  row.basis = {{version(5, 1), Token{11}}, {version(6, 2), Token{0xffff'ffff'ffff'ffff}}};
  return row;
}

struct DraftKeeping : ::testing::Test {
  OpenGround ground;
  Drafts& drafts = ground.drafts;
};

}  // namespace

TEST_F(DraftKeeping, ADraftIsReadBackAsItWasPut) {
  auto turn = ground.turn();
  const DraftRow row = draft(3, 3);
  drafts.put(row);
  turn.commit();
  const auto all = drafts.all(here);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].number, row.number);
  EXPECT_EQ(all[0].place, row.place);
  EXPECT_EQ(all[0].author, row.author);
  EXPECT_EQ(all[0].lamport, row.lamport);
  EXPECT_EQ(all[0].wall_ms, row.wall_ms);
  EXPECT_EQ(all[0].alone, row.alone);
  EXPECT_EQ(all[0].records, row.records);
  EXPECT_EQ(all[0].basis, row.basis);
}

TEST_F(DraftKeeping, TheyStandInTheOrderOfSealing) {
  auto turn = ground.turn();
  drafts.put(draft(1, 1));
  drafts.put(draft(2, 2));
  drafts.put(draft(3, drafts.first_place(here) - 1));
  std::vector<std::uint64_t> numbers;
  for (const DraftRow& row : drafts.all(here)) numbers.push_back(row.number.value);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{3, 1, 2}));
}

TEST_F(DraftKeeping, NumbersAreNeverGivenTwiceEvenAfterTheSeal) {
  auto turn = ground.turn();
  EXPECT_EQ(drafts.next_number(), DraftNumber{1});
  drafts.put(draft(1, 1));
  turn.commit();
  auto seal = ground.turn();
  drafts.set_sealed(DraftNumber{1}, std::nullopt);
  drafts.remove(DraftNumber{1});
  seal.commit();
  ground->forget();
  EXPECT_EQ(drafts.next_number(), DraftNumber{2});
}

TEST_F(DraftKeeping, WhatExistsAndWhereIsKnown) {
  auto turn = ground.turn();
  EXPECT_FALSE(drafts.any(here));
  drafts.put(draft(1, 1));
  EXPECT_TRUE(drafts.any(here));
  EXPECT_TRUE(drafts.exists(DraftNumber{1}));
  EXPECT_FALSE(drafts.exists(DraftNumber{2}));
  EXPECT_EQ(drafts.count(), 1U);
  EXPECT_EQ(drafts.scopes(), std::vector<ScopeNumber>{here});
  drafts.remove(DraftNumber{1});
  EXPECT_FALSE(drafts.any(here));
}

TEST_F(DraftKeeping, ABasisCanBeRenewed) {
  auto turn = ground.turn();
  drafts.put(draft(1, 1));
  drafts.update_basis(DraftNumber{1}, {{version(7, 7), Token{7}}});
  EXPECT_EQ(drafts.all(here)[0].basis, (std::map<Version, Token>{{version(7, 7), Token{7}}}));
}

TEST_F(DraftKeeping, AVersionOfTheLogIsItsOwnName) {
  const auto name = drafts.current(version(5, 1));
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->version, version(5, 1));
  EXPECT_FALSE(name->token.has_value());
}

TEST_F(DraftKeeping, ASealedDraftIsCalledByItsVersionAndItsChainHead) {
  auto turn = ground.turn();
  drafts.put(draft(1, 1));
  EXPECT_EQ(drafts.current(draft_version(DraftNumber{1}))->version, draft_version(DraftNumber{1}));
  drafts.remove(DraftNumber{1});
  drafts.set_sealed(DraftNumber{1}, CurrentName{version(8, 1), Token{80}});
  const auto name = drafts.current(draft_version(DraftNumber{1}));
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->version, version(8, 1));
  EXPECT_EQ(name->token, Token{80});
}

TEST_F(DraftKeeping, ADraftWhosePackLostAForkIsCalledByTheDraftThatCarriesItOn) {
  auto turn = ground.turn();
  drafts.set_sealed(DraftNumber{1}, CurrentName{version(8, 1), Token{80}});
  drafts.put(draft(2, 2));
  drafts.rename_sealed(version(8, 1), DraftNumber{2});
  EXPECT_EQ(drafts.current(draft_version(DraftNumber{1}))->version, draft_version(DraftNumber{2}));
  drafts.remove(DraftNumber{2});
  drafts.set_sealed(DraftNumber{2}, CurrentName{version(9, 1), Token{90}});
  EXPECT_EQ(drafts.current(draft_version(DraftNumber{1}))->version, version(9, 1));
}

TEST_F(DraftKeeping, ASquashedDraftAndAForgottenOneHaveNoName) {
  auto turn = ground.turn();
  drafts.set_sealed(DraftNumber{1}, std::nullopt);
  EXPECT_FALSE(drafts.current(draft_version(DraftNumber{1})).has_value());
  EXPECT_FALSE(drafts.current(draft_version(DraftNumber{77})).has_value());
}

TEST_F(DraftKeeping, OnlyTheLatestNamesAreRemembered) {
  auto turn = ground.turn();
  drafts.set_sealed(DraftNumber{1}, CurrentName{version(8, 1), Token{80}});
  drafts.set_sealed(DraftNumber{limits::remembered_drafts_max + 1}, CurrentName{version(8, 2), Token{80}});
  drafts.forget_oldest_names();
  EXPECT_FALSE(drafts.current(draft_version(DraftNumber{1})).has_value());
  EXPECT_TRUE(drafts.current(draft_version(DraftNumber{limits::remembered_drafts_max + 1})).has_value());
}

TEST_F(DraftKeeping, TheGreatestLamportTimeCountsDraftsAndWhatIsLaid) {
  EXPECT_EQ(drafts.greatest_lamport(here), Lamport{0});
  auto turn = ground.turn();
  drafts.put(draft(1, 1));
  ground->forget();
  EXPECT_EQ(drafts.greatest_lamport(here), Lamport{10});
  ground->database()
      .prepared("INSERT INTO laid(scope, stream, first, last, head, lamport) VALUES(?, 1, 1, 1, x'00', 99)")
      .bind_all(here)
      .run();
  ground->forget();
  EXPECT_EQ(drafts.greatest_lamport(here), Lamport{99});
  drafts.raise_lamport(here, Lamport{50});
  EXPECT_EQ(drafts.greatest_lamport(here), Lamport{99});
  drafts.raise_lamport(here, Lamport{100});
  EXPECT_EQ(drafts.greatest_lamport(here), Lamport{100});
}

TEST_F(DraftKeeping, ItsOpsLieInTheRowsItTouches) {
  auto turn = ground.turn();
  const DraftRow row = draft(1, 1);
  const Stamp own{draft_version(row.number), row.lamport, row.author, row.wall_ms};
  const Stamp other{draft_version(DraftNumber{2}), row.lamport, row.author, row.wall_ms};
  const RecordKey key = row.records[0];
  ground->tables().write(
      here, key, {{}, {{other, text_op(key, 1, "басқа"), false}, {own, text_op(key, 2, "өзінікі"), false}}});
  const auto ops = ops_of(ground->tables(), row);
  ASSERT_EQ(ops.size(), 1U);
  EXPECT_EQ(ops[0], text_op(key, 2, "өзінікі"));
}

}  // namespace mektep::client::test
