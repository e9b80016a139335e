#include "client/replica/sealer.h"

#include "shared/base/limits.h"
#include "shared/pack/pack.h"
#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

constexpr ScopeNumber here{0x3000'0007};
const RecordKey record{TypeNumber{500}, RecordId{1}};
const RecordKey other{TypeNumber{500}, RecordId{2}};

struct Sealing : ::testing::Test {
  Draft draft(std::uint64_t number, std::vector<Op> ops, std::map<Version, Token> basis = {}) {
    Draft made;
    made.number = DraftNumber{number};
    made.author = RecordId{9};
    made.lamport = Lamport{number};
    made.ops = std::move(ops);
    made.basis = std::move(basis);
    return made;
  }
  // What is sealed after `place`.
  std::vector<SealedPack> seal(std::vector<Draft> drafts,
                               StreamPlace place = {StreamId{77}, Sequence{0}, {}}) {
    const ScopeLedger ledger(ground->database(), ground->tables(), here, ground->servers());
    sealer.emplace(*ground, ledger, key, place, pack_bytes);
    const auto sealed = sealer->seal(std::move(drafts));
    if (!sealed) throw std::runtime_error(describe(sealed.error()));
    return sealer->packs();
  }
  static Version draft_name(std::uint64_t number) { return draft_version(DraftNumber{number}); }

  std::size_t pack_bytes = limits::pack_bytes_target;
  OpenGround ground;
  mektep::test::SeededRandom random;
  SigningKey key = (start_crypto(), SigningKey::draw(random));
  std::optional<Sealer> sealer;
};

}  // namespace

TEST_F(Sealing, DraftsGetTheVersionsThatFollowTheStreamsPlace) {
  ChainHead before{};
  before[0] = 5;
  const auto packs = seal({draft(1, {text_op(record, 1, "a")}), draft(2, {text_op(other, 1, "b")})},
                          {StreamId{77}, Sequence{4}, before});
  ASSERT_EQ(packs.size(), 1U);
  EXPECT_EQ(packs[0].content.first, Sequence{5});
  EXPECT_EQ(packs[0].content.previous, before);
  EXPECT_EQ(sealer->place().sequence, Sequence{6});
  EXPECT_EQ(sealer->place().head, packs[0].content.head);
  EXPECT_EQ(sealer->name_of(DraftNumber{2})->version, version(77, 6));
  EXPECT_EQ(sealer->name_of(DraftNumber{2})->token, packs[0].content.token());
}

TEST_F(Sealing, ThePacksOpenAndAreSignedByTheDevice) {
  const auto packs = seal({draft(1, {text_op(record, 1, "a")})});
  const auto opened = open_pack(packs.at(0).bytes);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->content, packs[0].content);
  EXPECT_TRUE(verify_seal(*opened, key.public_key()));
  EXPECT_EQ(opened->content.scope, here);
}

TEST_F(Sealing, ANameOfAnEarlierDraftBecomesItsVersion) {
  Op life;
  life.kind = OpKind::withdraw;
  life.record = record;
  life.cell = {life_field, {}};
  life.covers = {draft_name(1)};
  const auto packs = seal({draft(1, {text_op(record, 1, "a")}), draft(2, {life})});
  EXPECT_EQ(packs.at(0).content.changes.at(1).ops.at(0).covers, std::vector<Version>{version(77, 1)});
}

TEST_F(Sealing, ASquashedDraftHasNoNameAndIsLeftOut) {
  const auto packs = seal({draft(1, {text_op(record, 1, "a", {version(5, 1)})}),
                           draft(2, {text_op(record, 1, "b", {draft_name(1)})})});
  ASSERT_EQ(packs.at(0).content.changes.size(), 1U);
  EXPECT_EQ(packs[0].content.changes[0].ops.at(0).supersedes, std::vector<Version>{version(5, 1)});
  EXPECT_FALSE(sealer->name_of(DraftNumber{1}).has_value());
  EXPECT_EQ(sealer->name_of(DraftNumber{2})->version, version(77, 1));
}

TEST_F(Sealing, ANameWhoseVersionHasAnotherHeadInTheLogIsLeftOut) {
  {
    auto turn = ground.turn();
    ScopeLedger ledger(ground->database(), ground->tables(), here, ground->servers());
    ledger.put_range(StreamId{5}, Sequence{1}, Sequence{2}, Token{100}, Position{1});
    ledger.flush();
    turn.commit();
  }
  const auto packs = seal({draft(1, {text_op(record, 1, "a", {version(5, 1), version(5, 2)})},
                                 {{version(5, 1), Token{100}}, {version(5, 2), Token{999}}})});
  EXPECT_EQ(packs.at(0).content.changes.at(0).ops.at(0).supersedes, std::vector<Version>{version(5, 1)});
}

TEST_F(Sealing, WhatNoBackupCoversIsNamedWithItsChainHead) {
  const auto packs =
      seal({draft(1, {text_op(record, 1, "a", {version(5, 1)})}, {{version(5, 1), Token{100}}})});
  EXPECT_EQ(packs.at(0).content.named, (std::map<Version, Token>{{version(5, 1), Token{100}}}));
}

TEST_F(Sealing, OlderPacksOfTheStreamAreNamedWithTheirHeadsAndTheLastOneIsNot) {
  std::vector<Draft> drafts;
  for (std::uint64_t number = 1; number <= 2 * limits::pack_changes_max; ++number) {
    drafts.push_back(draft(number, {text_op({TypeNumber{500}, RecordId{number}}, 1, "a")}));
  }
  Op life;
  life.kind = OpKind::withdraw;
  life.record = {TypeNumber{500}, RecordId{1}};
  life.cell = {life_field, {}};
  life.covers = {draft_name(1), draft_name(2 * limits::pack_changes_max)};
  drafts.push_back(draft(1000, {life}));
  const auto packs = seal(std::move(drafts));
  ASSERT_EQ(packs.size(), 3U);
  EXPECT_EQ(packs[2].content.named, (std::map<Version, Token>{{version(77, 1), packs[0].content.token()}}))
      << "the chain itself binds the pack before";
}

TEST_F(Sealing, AForgedNameOfWhatIsToComeIsLeftOut) {
  const auto packs =
      seal({draft(1, {text_op(record, 1, "a", {version(77, 1), version(77, 9), draft_name(2)})}),
            draft(2, {text_op(other, 1, "b")})});
  EXPECT_TRUE(packs.at(0).content.changes.at(0).ops.at(0).supersedes.empty());
}

TEST_F(Sealing, LargeChangesAreSpreadOverPacksThatFitAMessage) {
  std::vector<Draft> drafts;
  for (std::uint64_t number = 1; number <= 10; ++number) {
    std::string text(10'000, 'x');
    for (char& letter : text) letter = static_cast<char>('a' + random.below(26));
    drafts.push_back(draft(number, {text_op({TypeNumber{500}, RecordId{number}}, 1, text)}));
  }
  const auto packs = seal(std::move(drafts));
  EXPECT_GE(packs.size(), 3U);
  for (const SealedPack& pack : packs) EXPECT_LE(pack.bytes.size(), limits::pack_body_bytes_max);
}

TEST_F(Sealing, PacksForASlowLinkAreSmall) {
  std::vector<Draft> drafts;
  for (std::uint64_t number = 1; number <= 60; ++number) {
    std::string text;
    while (text.size() < 1'500) text += std::to_string(random.u64());
    drafts.push_back(draft(number, {text_op({TypeNumber{500}, RecordId{number}}, 1, text)}));
  }
  const auto large = seal(drafts);
  pack_bytes = limits::link_message_bytes_min;
  const auto small = seal(drafts);
  EXPECT_GT(small.size(), 2 * large.size());
  for (const auto& pack : small) EXPECT_LE(pack.bytes.size(), 7U * 1024);
  // The first pack taught how this text packs.
  EXPECT_LE(small.at(1).bytes.size(), limits::link_message_bytes_min * 5 / 4);
}

TEST_F(Sealing, DraftsThatSayNothingSealNothing) {
  Op gone = text_op(record, 1, "");
  gone.kind = OpKind::remove;
  gone.value = Nothing{};
  gone.supersedes = {draft_name(1)};
  EXPECT_TRUE(seal({draft(1, {text_op(record, 1, "a")}), draft(2, {gone})}).empty());
  EXPECT_FALSE(sealer->name_of(DraftNumber{1}).has_value());
}

}  // namespace mektep::client::test
