#include "server/store/own_record.h"

#include <gtest/gtest.h>

#include "shared/merge/merge.h"
#include "shared/model/element.h"
#include "tests/support/seeded_random.h"

namespace mektep::server {
namespace {

constexpr RecordKey key{TypeNumber{33}, RecordId{1}};
constexpr FieldNumber name{1};
constexpr FieldNumber languages{2};
constexpr FieldNumber story{3};

// A record as a server's stream leaves it.
class OwnRecordTest : public ::testing::Test {
 protected:
  OwnRecord now() const { return OwnRecord(key, state); }
  void apply(OwnRecord record) { apply_at(record.take(), {StreamId{1}, Sequence{++sequence}}); }
  void apply_at(const std::vector<Op>& ops, const Version& version) {
    for (const Op& op : ops) merge_op(state, op, {version, Lamport{version.sequence.value}, RecordId{0}, 0});
  }
  std::vector<std::string> lines() const {
    std::vector<Paragraph> paragraphs;
    for (const auto& [cell, values] : state.cells) {
      if (cell.field == story)
        paragraphs.push_back({cell.element, std::get<std::string>(values.front().value)});
    }
    in_order(paragraphs);
    std::vector<std::string> texts;
    for (const Paragraph& paragraph : paragraphs) texts.push_back(paragraph.text);
    return texts;
  }
  Bytes code(std::string_view text) const { return element_key(ElementKind::code, std::string(text)); }

  RecordState state;
  std::uint32_t sequence = 0;
  mektep::test::SeededRandom random;
};

TEST_F(OwnRecordTest, WritesOnlyWhatDiffers) {
  OwnRecord first = now();
  first.set(name, std::string("Мектеп"));
  apply(std::move(first));
  OwnRecord same = now();
  same.set(name, std::string("Мектеп"));
  EXPECT_TRUE(same.changes_nothing());
  OwnRecord other = now();
  other.set(name, std::string("Гимназия"));
  const auto ops = other.take();
  ASSERT_EQ(ops.size(), 1U);
  EXPECT_EQ(ops.front().supersedes, (std::vector<Version>{{StreamId{1}, Sequence{1}}}));
}

TEST_F(OwnRecordTest, SupersedesEveryRivalOfACell) {
  apply_at({Op{OpKind::write, key, {name, {}}, std::string("a"), {}, {}, {}}}, {StreamId{2}, Sequence{1}});
  apply_at({Op{OpKind::write, key, {name, {}}, std::string("b"), {}, {}, {}}}, {StreamId{3}, Sequence{1}});
  OwnRecord record = now();
  record.set(name, std::string("a"));
  const auto ops = record.take();
  ASSERT_EQ(ops.size(), 1U) << "one of two rivals equals it, and still it is decided";
  EXPECT_EQ(ops.front().supersedes.size(), 2U);
}

TEST_F(OwnRecordTest, AnEmptyFieldIsNotWrittenEmpty) {
  OwnRecord record = now();
  record.set(name, Nothing{});
  EXPECT_TRUE(record.changes_nothing());
}

TEST_F(OwnRecordTest, ASetHasExactlyTheElementsItIsGiven) {
  OwnRecord first = now();
  first.set_elements(languages, {code("kk"), code("ru"), code("kk")});
  apply(std::move(first));
  EXPECT_EQ(state.cells.size(), 2U);
  OwnRecord second = now();
  second.set_elements(languages, {code("kk"), code("en")});
  const auto ops = second.take();
  ASSERT_EQ(ops.size(), 2U);
  EXPECT_EQ(ops[0].kind, OpKind::remove);
  EXPECT_EQ(ops[0].cell.element, code("ru"));
  EXPECT_EQ(ops[1].cell.element, code("en"));
}

TEST_F(OwnRecordTest, ATextKeepsTheParagraphsThatStay) {
  OwnRecord first = now();
  first.set_text(story, "бір\nекі\nүш", random);
  apply(std::move(first));
  EXPECT_EQ(lines(), (std::vector<std::string>{"бір", "екі", "үш"}));
  OwnRecord second = now();
  second.set_text(story, "бір\nтөрт\nүш", random);
  EXPECT_EQ(second.take().size(), 1U);
  OwnRecord same = now();
  same.set_text(story, "бір\nекі\nүш", random);
  EXPECT_TRUE(same.changes_nothing());
}

TEST_F(OwnRecordTest, ParagraphsMayHoldLineEnds) {
  OwnRecord first = now();
  first.set_paragraphs(story, {"бір\nекі", "үш"}, random);
  apply(std::move(first));
  EXPECT_EQ(lines(), (std::vector<std::string>{"бір\nекі", "үш"}));
  OwnRecord same = now();
  same.set_paragraphs(story, {"бір\nекі", "үш"}, random);
  EXPECT_TRUE(same.changes_nothing());
  OwnRecord shorter = now();
  shorter.set_paragraphs(story, {"үш"}, random);
  apply(std::move(shorter));
  EXPECT_EQ(lines(), std::vector<std::string>{"үш"});
}

TEST_F(OwnRecordTest, NoParagraphsEmptyTheText) {
  OwnRecord first = now();
  first.set_paragraphs(story, {"бір"}, random);
  apply(std::move(first));
  OwnRecord none = now();
  none.set_paragraphs(story, {}, random);
  apply(std::move(none));
  EXPECT_TRUE(lines().empty());
}

TEST_F(OwnRecordTest, AWithdrawnRecordIsBroughtBack) {
  OwnRecord first = now();
  first.set(name, std::string("a"));
  apply(std::move(first));
  OwnRecord nothing_to_restore = now();
  nothing_to_restore.restore();
  EXPECT_TRUE(nothing_to_restore.changes_nothing());
  Op withdraw;
  withdraw.kind = OpKind::withdraw;
  withdraw.record = key;
  withdraw.covers = live_versions(state);
  apply_at({withdraw}, {StreamId{1}, Sequence{++sequence}});
  ASSERT_TRUE(is_gone(state));
  OwnRecord record = now();
  record.restore();
  apply(std::move(record));
  EXPECT_FALSE(is_gone(state));
}

TEST_F(OwnRecordTest, AFieldThatIsEmptiedIsWrittenEmpty) {
  OwnRecord first = now();
  first.set(name, std::string("a"));
  apply(std::move(first));
  OwnRecord emptied = now();
  emptied.set(name, Nothing{});
  EXPECT_FALSE(emptied.changes_nothing());
  apply(std::move(emptied));
  EXPECT_EQ(shown_of(state.cells.at({name, {}})).value, Value{Nothing{}});
}

TEST_F(OwnRecordTest, ASetThatIsGivenNothingLosesEverything) {
  OwnRecord first = now();
  first.set_elements(languages, {code("kk"), code("ru")});
  apply(std::move(first));
  OwnRecord none = now();
  none.set_elements(languages, {});
  apply(std::move(none));
  EXPECT_FALSE(state.cells.contains({languages, code("kk")}));
  EXPECT_FALSE(state.cells.contains({languages, code("ru")}));
}

TEST_F(OwnRecordTest, FieldsAreSetInOneChangeWithoutTouchingEachOther) {
  OwnRecord both = now();
  both.set(name, std::string("a")).set_elements(languages, {code("kk")}).set_text(story, "бір", random);
  apply(std::move(both));
  OwnRecord renamed = now();
  renamed.set(name, std::string("b")).set_elements(languages, {code("kk")}).set_text(story, "бір", random);
  const auto ops = renamed.take();
  ASSERT_EQ(ops.size(), 1U);
  EXPECT_EQ(ops.front().cell.field, name);
}

}  // namespace
}  // namespace mektep::server
