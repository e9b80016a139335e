#include "server/app/import_writing.h"

#include "server/app/log_walk.h"
#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

constexpr char letters[] = "code,kk,ru,en\na,А,А,A\nb,Б,Б,B\n";

class ImportWriting : public ::testing::Test {
 protected:
  std::vector<LoggedPack> log(ScopeNumber scope) {
    std::vector<LoggedPack> packs;
    walk_log(*office_.reader(), scope, [&](const LoggedPack& pack) { packs.push_back(pack); });
    return packs;
  }
  Office office_;
};

TEST_F(ImportWriting, TheSameFileAgainChangesNothing) {
  const auto first = office_.import_text(ImportKind::codebooks, letters);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->rows, 2U);
  EXPECT_EQ(first->changes, 2U);
  const auto before = log(network_scope).size();
  const auto second = office_.import_text(ImportKind::codebooks, letters);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->rows, 2U);
  EXPECT_EQ(second->changes, 0U);
  EXPECT_EQ(log(network_scope).size(), before);
}

TEST_F(ImportWriting, ADryRunSaysTheSameAndLeavesNothing) {
  const auto tried = office_.import_text(ImportKind::codebooks, letters, "table.csv", ImportMode::dry_run);
  ASSERT_TRUE(tried.ok());
  EXPECT_EQ(tried->changes, 2U);
  EXPECT_FALSE(office_.reader()->head(network_scope).has_value());
  EXPECT_EQ(office_.import_text(ImportKind::codebooks, letters)->changes, 2U);
}

TEST_F(ImportWriting, NeighboursShareAPack) {
  ASSERT_TRUE(office_.import_text(ImportKind::codebooks, letters).ok());
  const auto packs = log(network_scope);
  ASSERT_EQ(packs.size(), 1U);
  EXPECT_EQ(packs[0].count, 2U);
}

TEST_F(ImportWriting, PacksStayWithinTheirBounds) {
  std::string text = "code,kk,ru,en\n";
  for (int at = 0; at < 200; ++at) text += "c" + std::to_string(at) + ",Қ,К,K\n";
  ASSERT_TRUE(office_.import_text(ImportKind::codebooks, text).ok());
  const auto packs = log(network_scope);
  EXPECT_GE(packs.size(), 4U);
  for (const auto& pack : packs) EXPECT_LE(pack.count, limits::pack_changes_max);
}

TEST_F(ImportWriting, AnImportIsAudited) {
  ASSERT_TRUE(office_.import_text(ImportKind::codebooks, letters, "letters.csv").ok());
  const auto audit = office_.reader()->audit(1);
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].what, "import.done");
  EXPECT_EQ(audit[0].subject, "letters.csv");
}

TEST_F(ImportWriting, AnEmptyCellTakesAValueAway) {
  const std::string columns = "code,kk,ru,en,group\n";
  ASSERT_TRUE(office_.import_text(ImportKind::codebooks, columns + "a,А,А,A,first\n").ok());
  EXPECT_EQ(office_.import_text(ImportKind::codebooks, columns + "a,А,А,A,\n")->changes, 1U);
  EXPECT_EQ(office_.import_text(ImportKind::codebooks, columns + "a,А,А,A,\n")->changes, 0U);
}

TEST_F(ImportWriting, WhatWasWithdrawnComesBackWithItsRow) {
  ASSERT_TRUE(office_.import_text(ImportKind::codebooks, "code,kk,ru,en\na,А,А,A\n", "letters.csv").ok());
  const auto key = office_.reader()->keys(network_scope, std::nullopt, 1).front();
  const RecordState held = office_.record(network_scope, key);
  Op withdraw;
  withdraw.kind = OpKind::withdraw;
  withdraw.record = key;
  withdraw.cell = {life_field, {}};
  for (const auto& [cell, values] : held.cells) {
    for (const auto& value : values) withdraw.covers.push_back(value.stamp.version);
  }
  std::sort(withdraw.covers.begin(), withdraw.covers.end());
  withdraw.covers.erase(std::unique(withdraw.covers.begin(), withdraw.covers.end()), withdraw.covers.end());
  office_.write(network_scope, {withdraw});
  EXPECT_FALSE(office_.directory().books.contains("letters"));
  EXPECT_EQ(office_.import_text(ImportKind::codebooks, "code,kk,ru,en\na,А,А,A\n", "letters.csv")->changes,
            1U);
  EXPECT_TRUE(office_.directory().books.contains("letters"));
}

TEST_F(ImportWriting, DevicesThatAreHereGetTheirCardsInANewPair) {
  office_.import_network();
  const auto secret = invite(office_.parts, {"KZ61-0107", "coordinator", {}, "office"});
  ASSERT_TRUE(secret.ok());
  Newcomer newcomer;
  newcomer.secret = *secret;
  newcomer.signing = SigningKey::draw(office_.random).public_key();
  newcomer.box = BoxKey::draw(office_.random).public_key();
  newcomer.name = "ПК";
  const auto welcomed = redeem(office_.parts, newcomer);
  ASSERT_TRUE(welcomed.ok());
  ASSERT_TRUE(office_.import_text(ImportKind::partnerships, "leading,partner\nKZ61-0107,KZ43-0012\n").ok());
  const ScopeNumber pair = pair_scope(office_.school("KZ61-0107").number, office_.school("KZ43-0012").number);
  EXPECT_FALSE(office_.record(pair, card_key(welcomed->device.id)).empty());
}

}  // namespace
}  // namespace mektep::server::test
