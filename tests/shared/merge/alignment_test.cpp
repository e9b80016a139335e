#include "shared/merge/alignment.h"

#include <gtest/gtest.h>

namespace mektep::test {
namespace {

// One letter a step: k kept, c changed, - removed, + inserted.
std::string fates(const std::vector<std::string_view>& before, const std::vector<std::string>& after) {
  std::string text;
  for (const AlignedParagraph& step : align(before, after)) {
    text += step.fate == Fate::kept      ? 'k'
            : step.fate == Fate::changed ? 'c'
            : step.fate == Fate::removed ? '-'
                                         : '+';
  }
  return text;
}

TEST(Alignment, EqualTextsAreKept) { EXPECT_EQ(fates({"a", "b"}, {"a", "b"}), "kk"); }

TEST(Alignment, EmptyTextsAlign) {
  EXPECT_EQ(fates({}, {}), "");
  EXPECT_EQ(fates({"a"}, {}), "-");
  EXPECT_EQ(fates({}, {"a"}), "+");
}

TEST(Alignment, AnInsertedParagraphDisturbsNoOther) {
  EXPECT_EQ(fates({"a", "b", "c"}, {"a", "new", "b", "c"}), "k+kk");
  EXPECT_EQ(fates({"a", "b"}, {"new", "a", "b"}), "+kk");
  EXPECT_EQ(fates({"a", "b"}, {"a", "b", "new"}), "kk+");
}

TEST(Alignment, ARemovedParagraphDisturbsNoOther) { EXPECT_EQ(fates({"a", "b", "c"}, {"a", "c"}), "k-k"); }

TEST(Alignment, ParagraphsInTheSamePlaceAreChanged) {
  EXPECT_EQ(fates({"a", "b", "c"}, {"a", "x", "c"}), "kck");
}

TEST(Alignment, AChangedParagraphIsRecognisedBesideAnInsertedOne) {
  EXPECT_EQ(fates({"The pupils measured the yard."}, {"A heading", "The pupils measured the whole yard."}),
            "+c");
  EXPECT_EQ(
      fates({"The pupils measured the yard."}, {"The pupils measured the whole yard.", "And wrote it down"}),
      "c+");
}

TEST(Alignment, KeepingOneGoesBeforeChangingMany) {
  EXPECT_EQ(fates({"a", "b", "stays", "c"}, {"stays"}), "--k-");
}

TEST(Alignment, BlankLinesTieNothingTogether) {
  const std::string text = "One whole paragraph of some length";
  EXPECT_EQ(fates({text, ""}, {"", text}), "+k-");
}

TEST(Alignment, IndicesPointIntoBothTexts) {
  const auto steps = align({"a", "b"}, {"new", "b"});
  EXPECT_EQ(steps, (std::vector<AlignedParagraph>{{Fate::changed, 0, 0}, {Fate::kept, 1, 1}}));
}

TEST(Alignment, VeryLongTextsArePairedInOrder) {
  std::vector<std::string> before_texts;
  std::vector<std::string> after;
  for (int at = 0; at < 5000; ++at) {
    before_texts.push_back("before " + std::to_string(at));
    after.push_back("after " + std::to_string(at));
  }
  after.push_back("one more");
  const auto steps = align({before_texts.begin(), before_texts.end()}, after);
  ASSERT_EQ(steps.size(), 5001U);
  EXPECT_EQ(steps[4999].fate, Fate::changed);
  EXPECT_EQ(steps[5000].fate, Fate::inserted);
}

}  // namespace
}  // namespace mektep::test
