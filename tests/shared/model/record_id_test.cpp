#include "shared/model/record_id.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

constexpr std::int64_t start_of_2020 = 1'577'836'800;
constexpr WallTime built{1'600'000'000'000};

std::uint64_t seconds_of(RecordId id) { return id.value >> 32U; }

class RecordIds : public testing::Test {
 protected:
  test::ManualClock clock_{1'613'304'000'000};
  test::SeededRandom random_;
  RecordIdSource source_{clock_, random_, built};
};

TEST_F(RecordIds, CarryTheSecondsSince2020) {
  EXPECT_EQ(seconds_of(source_.draw({}, {})), 1'613'304'000U - start_of_2020);
}

TEST_F(RecordIds, ArriveInTimeOrder) {
  std::set<RecordId> drawn;
  RecordId last;
  for (int second = 0; second < 5; ++second) {
    for (int draw = 0; draw < 100; ++draw) {
      const RecordId id = source_.draw({}, {});
      EXPECT_GT(id, last);
      EXPECT_FALSE(is_hashed(id));
      drawn.insert(last = id);
    }
    clock_.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(drawn.size(), 500U);
}

TEST_F(RecordIds, AClockBeforeTheBuildIsNotBelieved) {
  clock_.set_wall(0);
  EXPECT_EQ(seconds_of(source_.draw({(start_of_2020 + 700) * 1000}, RecordId{500ULL << 32U})), 700U);
  EXPECT_EQ(seconds_of(source_.draw({(start_of_2020 + 700) * 1000}, RecordId{900ULL << 32U})), 900U);
}

TEST_F(RecordIds, AClockFarAfterTheBuildIsNotBelieved) {
  clock_.set_wall(built.ms + 21LL * 366 * 24 * 3600 * 1000);
  EXPECT_EQ(seconds_of(source_.draw({}, RecordId{900ULL << 32U})), 900U);
}

TEST_F(RecordIds, AHashedIdSaysNothingAboutTime) {
  clock_.set_wall(0);
  EXPECT_EQ(seconds_of(source_.draw({(start_of_2020 + 5) * 1000}, hashed_record_id(~0ULL))), 5U);
}

TEST_F(RecordIds, TwoDevicesOfOneSecondDiffer) {
  test::SeededRandom other_random(2);
  RecordIdSource other(clock_, other_random, built);
  EXPECT_NE(source_.draw({}, {}), other.draw({}, {}));
}

TEST(HashedRecordId, HasTheFlag) {
  EXPECT_TRUE(is_hashed(hashed_record_id(1)));
  EXPECT_EQ(hashed_record_id(1), hashed_record_id(1));
}

TEST(RecordIdText, IsShortAndReadsBack) {
  for (const std::uint64_t value : {0ULL, 1ULL, 0x0123'4567'89ab'cdefULL, ~0ULL}) {
    const std::string text = to_text(RecordId{value});
    EXPECT_EQ(text.size(), 17U) << text;
    EXPECT_EQ(record_id_from_text(text), RecordId{value}) << text;
  }
}

TEST(RecordIdText, NeverChanges) {
  EXPECT_EQ(to_text(RecordId{0}), "0000-0000-0000-00");
  EXPECT_EQ(to_text(RecordId{0x0123'4567'89ab'cdef}), "028t-5cy4-tqkf-f4");
  EXPECT_EQ(to_text(RecordId{~0ULL}), "fzzz-zzzz-zzzz-zx");
}

TEST(RecordIdText, CaseAndHyphensDoNotMatter) {
  const RecordId id{0x0123'4567'89ab'cdef};
  std::string text = to_text(id);
  for (char& letter : text) letter = static_cast<char>(std::toupper(letter));
  EXPECT_EQ(record_id_from_text(text), id);
  std::erase(text, '-');
  EXPECT_EQ(record_id_from_text(text), id);
}

TEST(RecordIdText, LettersThatLookLikeDigitsAreRead) {
  const std::string text = to_text(RecordId{1});
  std::string typed = text;
  for (char& letter : typed) letter = letter == '0' ? 'O' : letter == '1' ? 'l' : letter;
  EXPECT_EQ(record_id_from_text(typed), RecordId{1});
}

TEST(RecordIdText, AnyOneWrongDigitIsFound) {
  const std::string text = to_text(RecordId{0x0123'4567'89ab'cdef});
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    for (const char digit : std::string_view("0123456789abcdefghjkmnpqrstvwxyz")) {
      std::string wrong = text;
      wrong[at] = digit;
      EXPECT_EQ(record_id_from_text(wrong).has_value(), digit == text[at]) << wrong;
    }
  }
}

TEST(RecordIdText, NeighboursThatChangedPlacesAreFound) {
  std::string digits = to_text(RecordId{0x0123'4567'89ab'cdef});
  std::erase(digits, '-');
  for (std::size_t at = 0; at + 1 < digits.size(); ++at) {
    if (digits[at] == digits[at + 1]) continue;
    std::string wrong = digits;
    std::swap(wrong[at], wrong[at + 1]);
    EXPECT_FALSE(record_id_from_text(wrong)) << wrong;
  }
}

TEST(RecordIdText, OtherTextsAreNoId) {
  EXPECT_FALSE(record_id_from_text(""));
  EXPECT_FALSE(record_id_from_text("0000"));
  EXPECT_FALSE(record_id_from_text("0000-0000-0000-000"));
  EXPECT_FALSE(record_id_from_text("u000-0000-0000-00"));
  EXPECT_FALSE(record_id_from_text("z000-0000-0000-00")) << "65 bits";
}

}  // namespace
}  // namespace mektep
