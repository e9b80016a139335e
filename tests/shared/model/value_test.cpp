#include "shared/model/value.h"

#include <gtest/gtest.h>

#include <vector>

namespace mektep {
namespace {

std::vector<Value> one_of_each() {
  return {Nothing{},     false,       std::int64_t{0}, Decimal{0},    Date{0},
          std::string(), Reference{}, Bytes{},         UnknownValue{}};
}

TEST(Values, OfDifferentKindsAreNeverEqual) {
  const std::vector<Value> values = one_of_each();
  ASSERT_EQ(values.size(), std::variant_size_v<Value>);
  for (std::size_t left = 0; left < values.size(); ++left) {
    for (std::size_t right = 0; right < values.size(); ++right) {
      EXPECT_EQ(values[left] == values[right], left == right) << left << " " << right;
    }
  }
}

TEST(Values, AnEmptiedFieldIsNotAnEmptyText) { EXPECT_NE(Value{Nothing{}}, Value{std::string()}); }

TEST(Values, OfALaterProgramKeepTheirBytes) {
  const UnknownValue value{9, {1, 2, 3}};
  EXPECT_EQ(Value{value}, Value{value});
  EXPECT_NE(Value{value}, (Value{UnknownValue{9, {1, 2}}}));
  EXPECT_NE(Value{value}, (Value{UnknownValue{8, {1, 2, 3}}}));
}

TEST(Values, TextsThatLookAlikeButDifferInBytesDiffer) {
  EXPECT_NE(Value{std::string("\xd0\xb9")}, Value{std::string("\xd0\xb8\xcc\x86")});
  EXPECT_NE(Value{std::string("a")}, Value{std::string("a\0", 2)});
}

TEST(References, ToOneIdInTwoScopesDiffer) {
  const Reference own{ScopeNumber{0}, TypeNumber{38}, RecordId{5}};
  const Reference far{ScopeNumber{0x1000'0000}, TypeNumber{38}, RecordId{5}};
  EXPECT_NE(own, far);
  EXPECT_NE(own, (Reference{ScopeNumber{0}, TypeNumber{39}, RecordId{5}}));
  EXPECT_NE(own, (Reference{ScopeNumber{0}, TypeNumber{38}, RecordId{6}}));
}

TEST(Decimals, AreOrderedAsNumbers) {
  EXPECT_LT(Decimal{-5}, Decimal{3});
  EXPECT_LT(Decimal{INT64_MIN}, Decimal{INT64_MAX});
}

TEST(Dates, BeforeTheEpochAreEarlier) { EXPECT_LT(Date{-1}, Date{0}); }

}  // namespace
}  // namespace mektep
