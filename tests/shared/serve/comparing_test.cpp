#include "shared/serve/comparing.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/codec/canonical.h"
#include "shared/store/range_sums.h"

namespace mektep {
namespace {

constexpr ScopeNumber school{0x3000'0007};
constexpr TypeNumber note{40};

RecordState state(const std::string& text) {
  RecordState made;
  made.cells[{FieldNumber{1}, {}}] = {
      LiveValue{Stamp{Version{StreamId{1}, Sequence{1}}, Lamport{1}, {}, 0}, OpKind::write, text, {}, {}, false}};
  return made;
}

std::vector<BaseRecord> records(std::size_t count, const std::string& text = "a") {
  std::vector<BaseRecord> made;
  for (std::uint64_t id = 1; id <= count; ++id) made.push_back({{note, RecordId{id}}, state(text)});
  return made;
}

TEST(Comparing, FewRecordsAreAnsweredWhole) {
  const Compare asked{school, Position{5}, 1, 900};
  const auto answer = compared(asked, Position{5}, records(3));
  const auto* whole = std::get_if<Records>(&answer);
  ASSERT_NE(whole, nullptr);
  EXPECT_EQ(whole->first, 1U);
  EXPECT_EQ(whole->last, 900U);
  ASSERT_EQ(whole->records.size(), 3U);
  EXPECT_EQ(*decode_record(whole->records[0].base), state("a"));
}

TEST(Comparing, ARangeWithoutRecordsIsAnsweredWhole) {
  const auto answer = compared({school, Position{5}}, Position{5}, {});
  ASSERT_TRUE(std::holds_alternative<Records>(answer));
}

TEST(Comparing, ManyRecordsAreAnsweredBySums) {
  const auto answer = compared({school, Position{5}}, Position{5}, records(1000));
  const auto* sums = std::get_if<Ranges>(&answer);
  ASSERT_NE(sums, nullptr);
  EXPECT_EQ(sums->ranges.size(), 16U);
  EXPECT_EQ(sums->ranges.front().first, 0U);
  EXPECT_EQ(sums->ranges.back().last, UINT64_MAX);
}

TEST(Comparing, FewLargeRecordsAreSplitFurther) {
  const auto answer = compared({school, Position{5}}, Position{5}, records(4, std::string(20'000, 'x')));
  const auto* sums = std::get_if<Ranges>(&answer);
  ASSERT_NE(sums, nullptr);
  EXPECT_EQ(sums->ranges.size(), 4U);
}

TEST(Comparing, AtAnotherPositionItSaysWhereItStands) {
  const auto answer = compared({school, Position{5}}, Position{6}, records(3));
  EXPECT_EQ(std::get<Ranges>(answer), (Ranges{school, Position{6}, {}}));
}

}  // namespace
}  // namespace mektep
