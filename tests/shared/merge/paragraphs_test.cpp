#include "shared/merge/paragraphs.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/shared/merge/paragraph_text.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {
namespace {

using Texts = std::vector<std::string>;

class LongText : public testing::Test {
 protected:
  ParagraphEdit save(const std::vector<Paragraph>& shown, std::string_view text,
                     const ParagraphKey& own_last = {}) {
    return diff_paragraphs(shown, text, own_last, random_);
  }
  std::vector<Paragraph> typed(std::string_view text) { return after({}, save({}, text)); }

  SeededRandom random_;
};

TEST(Paragraphs, AreSplitAtLineEnds) {
  EXPECT_EQ(split_paragraphs(""), Texts{});
  EXPECT_EQ(split_paragraphs("a"), Texts{"a"});
  EXPECT_EQ(split_paragraphs("a\n\nb"), (Texts{"a", "", "b"}));
  EXPECT_EQ(split_paragraphs("a\n"), (Texts{"a", ""}));
}

TEST(Paragraphs, KeysHaveOneForm) {
  EXPECT_FALSE(is_valid_key({}));
  EXPECT_TRUE(is_valid_key(*from_hex("aabbccdd0001")));
  EXPECT_TRUE(is_valid_key(*from_hex("aabbccdd0004")));
  EXPECT_FALSE(is_valid_key(*from_hex("aabbccdd0002"))) << "the place after a paragraph needs another level";
  EXPECT_TRUE(is_valid_key(*from_hex("aabbccdd0002112233440001")));
  EXPECT_FALSE(is_valid_key(*from_hex("aabbccdd0001112233440001"))) << "a paragraph is no place for a block";
  EXPECT_FALSE(is_valid_key(*from_hex("aabbccdd00")));
}

TEST(Paragraphs, ByteOrderIsTheOrderOfTheText) {
  const ParagraphKey first = *from_hex("aabbccdd0001");
  const ParagraphKey below = *from_hex("aabbccdd0002112233440001");
  const ParagraphKey second = *from_hex("aabbccdd0004");
  EXPECT_LT(compare_places(first, below), 0);
  EXPECT_LT(compare_places(below, second), 0);
  EXPECT_EQ(compare_places(first, first), 0);
  EXPECT_GT(compare_places(second, first), 0);
}

TEST_F(LongText, TheFirstSaveIsOneBlock) {
  const ParagraphEdit edit = save({}, "a\nb\nc");
  ASSERT_EQ(edit.written.size(), 3U);
  EXPECT_EQ(to_hex(edit.written[0].key).substr(8), "0001");
  EXPECT_EQ(to_hex(edit.written[2].key).substr(8), "0007");
  EXPECT_EQ(edit.own_last, edit.written[2].key);
  EXPECT_TRUE(edit.removed.empty());
}

TEST_F(LongText, AnUnchangedTextSendsNothing) {
  const auto shown = typed("a\nb\n\nc");
  const ParagraphEdit edit = save(shown, "a\nb\n\nc");
  EXPECT_TRUE(edit.written.empty());
  EXPECT_TRUE(edit.removed.empty());
}

TEST_F(LongText, AChangedParagraphKeepsItsKeyAndTheOthersStayHome) {
  const auto shown = typed("a\nb\nc");
  const ParagraphEdit edit = save(shown, "a\nB\nc");
  EXPECT_EQ(edit.written, (std::vector<Paragraph>{{shown[1].key, "B"}}));
  EXPECT_TRUE(edit.removed.empty());
}

TEST_F(LongText, ARemovedParagraphIsNamed) {
  const auto shown = typed("a\nb\nc");
  const ParagraphEdit edit = save(shown, "a\nc");
  EXPECT_TRUE(edit.written.empty());
  EXPECT_EQ(edit.removed, std::vector<ParagraphKey>{shown[1].key});
}

TEST_F(LongText, AnEmptiedTextRemovesAll) { EXPECT_EQ(save(typed("a\nb"), "").removed.size(), 2U); }

TEST_F(LongText, ParagraphsGoWhereTheyWereTyped) {
  for (const char* text : {"x\na\nb\nc", "a\nx\nb\nc", "a\nb\nx\nc", "a\nb\nc\nx", "x\ny\na\nz\nb\nc\nw"}) {
    const auto shown = typed("a\nb\nc");
    EXPECT_EQ(joined(after(shown, save(shown, text))), text);
  }
}

TEST_F(LongText, TypingOnContinuesTheOwnBlock) {
  const ParagraphEdit first = save({}, "a\nb");
  const ParagraphEdit second = save(after({}, first), "a\nb\nc", first.own_last);
  ASSERT_EQ(second.written.size(), 1U);
  EXPECT_EQ(second.written[0].key.size(), 6U);
  EXPECT_EQ(to_hex(second.written[0].key).substr(0, 8), to_hex(first.own_last).substr(0, 8));
}

TEST_F(LongText, TypingAfterSomebodyElsesOpensABlockBelowIt) {
  const auto shown = typed("a\nb");
  const ParagraphEdit edit = save(shown, "a\nb\nc");
  EXPECT_EQ(edit.written[0].key.size(), 12U);
}

TEST_F(LongText, AnOwnBlockIsNotContinuedAcrossWhatWasInsertedAfterIt) {
  const ParagraphEdit own = save({}, "a");
  auto shown = after({}, own);
  shown = after(shown, save(shown, "a\nother"));
  EXPECT_EQ(joined(after(shown, save(shown, "a\nmine\nother", own.own_last))), "a\nmine\nother");
}

TEST_F(LongText, TwoBlocksInsertedAtOnePlaceDoNotInterleave) {
  const auto shown = typed("start\nend");
  const ParagraphEdit one = save(shown, "start\na1\na2\na3\nend");
  const ParagraphEdit other = save(shown, "start\nb1\nb2\nb3\nend");
  const std::string text = joined(after(after(shown, one), other));
  EXPECT_TRUE(text == "start\na1\na2\na3\nb1\nb2\nb3\nend" || text == "start\nb1\nb2\nb3\na1\na2\na3\nend")
      << text;
}

TEST_F(LongText, BlocksThatGrewInManySavesDoNotInterleaveEither) {
  const auto shown = typed("start\nend");
  auto grow = [&](const std::string& letter) {
    auto text = shown;
    ParagraphKey last;
    std::string middle;
    std::vector<Paragraph> written;
    for (int at = 1; at <= 4; ++at) {
      middle += letter + std::to_string(at) + "\n";
      const ParagraphEdit edit = save(text, "start\n" + middle + "end", last);
      last = edit.own_last;
      text = after(text, edit);
      written.insert(written.end(), edit.written.begin(), edit.written.end());
    }
    return written;
  };
  const auto one = grow("a");
  const auto other = grow("b");
  const std::string text = joined(after(after(shown, {one, {}, {}}), {other, {}, {}}));
  EXPECT_TRUE(text == "start\na1\na2\na3\na4\nb1\nb2\nb3\nb4\nend" ||
              text == "start\nb1\nb2\nb3\nb4\na1\na2\na3\na4\nend")
      << text;
}

TEST_F(LongText, AClashThatIsLeftAloneStaysAClash) {
  auto shown = typed("a\nb\nc");
  shown.insert(shown.begin() + 1, {shown[1].key, "B"});
  const ParagraphEdit edit = save(shown, "a\nB\nb\nC");
  EXPECT_EQ(edit.written, (std::vector<Paragraph>{{shown[3].key, "C"}}));
  EXPECT_TRUE(edit.removed.empty());
}

TEST_F(LongText, TakingOneTextOfAClashResolvesIt) {
  auto shown = typed("a\nb\nc");
  shown.insert(shown.begin() + 1, {shown[1].key, "B"});
  const ParagraphEdit edit = save(shown, "a\nb\nc");
  EXPECT_EQ(edit.written, (std::vector<Paragraph>{{shown[1].key, "b"}}));
  EXPECT_TRUE(edit.removed.empty());
}

TEST_F(LongText, TakingNoTextOfAClashRemovesItOnce) {
  auto shown = typed("a\nb\nc");
  shown.insert(shown.begin() + 1, {shown[1].key, "B"});
  EXPECT_EQ(save(shown, "a\nc").removed, std::vector<ParagraphKey>{shown[1].key});
}

TEST_F(LongText, TypingBetweenTheTextsOfAClashKeepsAllThree) {
  auto shown = typed("a\nb\nc");
  shown.insert(shown.begin() + 1, {shown[1].key, "B"});
  EXPECT_EQ(joined(after(shown, save(shown, "a\nB\nbetween\nb\nc"))), "a\nB\nbetween\nb\nc");
}

TEST_F(LongText, WhenPathsGrowTooLongTheTextIsWrittenAnew) {
  std::vector<Paragraph> shown;
  std::string text;
  for (int at = 0; at < 100; ++at) {
    text = "line " + std::to_string(at) + (text.empty() ? "" : "\n" + text);
    shown = after(shown, save(shown, text));
    ASSERT_EQ(joined(shown), text);
  }
  for (const Paragraph& paragraph : shown) {
    EXPECT_TRUE(is_valid_key(paragraph.key));
    EXPECT_LE(paragraph.key.size(), limits::element_bytes_max);
  }
}

TEST_F(LongText, ABlockThatIsFullGoesOnInAnother) {
  const std::string text(25'000, '\n');
  const auto shown = typed(text);
  EXPECT_EQ(shown.size(), 25'001U);
  EXPECT_EQ(joined(shown), text);
}

TEST_F(LongText, KeysOfALaterProgramAreNotBuiltOn) {
  const std::vector<Paragraph> shown{{{1, 2, 3}, "a"}, {{1, 2, 4}, "b"}};
  EXPECT_EQ(joined(after(shown, save(shown, "a\nnew\nb"))), "a\nnew\nb");
  EXPECT_EQ(save(shown, "a\nB").written, (std::vector<Paragraph>{{{1, 2, 4}, "B"}}));
}

}  // namespace
}  // namespace mektep::test
