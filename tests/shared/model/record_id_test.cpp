#include "shared/model/record_id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
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

TEST_F(RecordIds, TheClockIsBelievedFromTheBuildToTwentyYearsLater) {
  const auto seconds_at = [&](std::int64_t wall_ms) {
    clock_.set_wall(wall_ms);
    RecordIdSource source(clock_, random_, built);
    return seconds_of(source.draw({}, {}));
  };
  const std::int64_t twenty_years = 7'305LL * 24 * 3600 * 1000;
  const auto built_seconds = static_cast<std::uint64_t>(built.ms / 1000 - start_of_2020);
  EXPECT_EQ(seconds_at(built.ms), built_seconds);
  EXPECT_EQ(seconds_at(built.ms - 1), 0U);
  EXPECT_EQ(seconds_at(built.ms + twenty_years),
            built_seconds + static_cast<std::uint64_t>(twenty_years / 1000));
  EXPECT_EQ(seconds_at(built.ms + twenty_years + 1), 0U);
}

// Promise 8: a wrong clock refuses no save, however wrong it is.
TEST_F(RecordIds, AreDrawnUnderEveryClock) {
  for (const std::int64_t wall : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_MAX}) {
    clock_.set_wall(wall);
    const RecordId id = source_.draw({wall}, {});
    EXPECT_FALSE(is_hashed(id)) << wall;
    EXPECT_NE(id, RecordId{}) << wall;
  }
}

TEST_F(RecordIds, AServersTimeBeyondTheirSecondsStaysInsideThem) {
  clock_.set_wall(0);
  const RecordId id = source_.draw({INT64_MAX}, {});
  EXPECT_EQ(seconds_of(id), 0x7fff'ffffU);
  EXPECT_FALSE(is_hashed(id));
}

TEST_F(RecordIds, CountUpwardsInsideOneSecond) {
  const RecordId first = source_.draw({}, {});
  clock_.advance(std::chrono::milliseconds(999));
  EXPECT_EQ(source_.draw({}, {}), RecordId{first.value + 1});
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_GT(source_.draw({}, {}).value, first.value + 2);
}

TEST_F(RecordIds, AClockSetBackDrawsAnewInsteadOfCountingOn) {
  const RecordId first = source_.draw({}, {});
  clock_.advance(std::chrono::seconds(-60));
  const RecordId second = source_.draw({}, {});
  EXPECT_EQ(seconds_of(second) + 60, seconds_of(first));
  EXPECT_NE(second.value & 0xffff'ffffU, (first.value & 0xffff'ffffU) + 1);
}

// A thousand saves in a second leave the random part far from its end, whatever was drawn first.
TEST(RecordIdSource, HasRoomToCountAfterTheGreatestStart) {
  struct Full final : Random {
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{0xff}); }
  } full;
  const test::ManualClock clock{built.ms};
  RecordIdSource source(clock, full, built);
  const RecordId first = source.draw({}, {});
  EXPECT_EQ(first.value & 0xffff'ffffU, 0x7fff'ffffU);
  for (std::uint64_t next = 1; next <= 1000; ++next) {
    ASSERT_EQ(source.draw({}, {}), RecordId{first.value + next});
  }
}

TEST(HashedRecordId, KeepsTheOtherSixtyThreeBits) {
  EXPECT_EQ(hashed_record_id(0), RecordId{0x8000'0000'0000'0000});
  EXPECT_EQ(hashed_record_id(0x0123'4567'89ab'cdef), RecordId{0x8123'4567'89ab'cdef});
  EXPECT_EQ(hashed_record_id(~0ULL), RecordId{~0ULL});
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

// Check digits by another program, which multiplies polynomials instead of shifting.
TEST(RecordIdText, AgreesWithCheckDigitsCountedElsewhere) {
  const std::pair<std::uint64_t, std::string> examples[] = {
      {0x1, "0000-0000-0000-12"},
      {0x1f, "0000-0000-0000-zv"},
      {0x20, "0000-0000-0001-04"},
      {0x7fff'ffff'ffff'ffff, "7zzz-zzzz-zzzz-z6"},
      {0x8000'0000'0000'0000, "8000-0000-0000-0v"},
      {0x8000'0000'0000'0001, "8000-0000-0000-1s"},
      {0xdead'beef'cafe'f00d, "dxbd-yxz5-fxw0-df"},
      {0x0f0f'0f0f'0f0f'0f0f, "0y3r-f1w7-gy3r-fr"},
      {0xa5a5'a5a5'5a5a'5a5a, "ab9d-5mnd-5mpj-t0"},
      {0x021d'2fc0'1234'5678, "0479-fr09-38nk-rf"},
  };
  for (const auto& [value, text] : examples) {
    EXPECT_EQ(to_text(RecordId{value}), text);
    EXPECT_EQ(record_id_from_text(text), RecordId{value});
  }
}

TEST(RecordIdText, KeepsTheOrderOfTheIds) {
  test::SeededRandom random(11);
  for (int round = 0; round < 200; ++round) {
    const RecordId one{random.u64()};
    const RecordId other{random.u64()};
    const auto digits_of = [](RecordId id) { return to_text(id).substr(0, 16); };
    EXPECT_EQ(one < other, digits_of(one) < digits_of(other));
  }
}

TEST(RecordIdText, HyphensMayStandAnywhere) {
  EXPECT_EQ(record_id_from_text("--0-0-0000000000-1-2--"), RecordId{1});
  EXPECT_FALSE(record_id_from_text("--------------"));
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

// Read aloud over a telephone, "1" and "7" or two digits apart change places.
TEST(RecordIdText, TwoDigitsThatChangedPlacesAreFoundHoweverFarApart) {
  std::string digits = to_text(RecordId{0xdead'beef'cafe'f00d});
  std::erase(digits, '-');
  for (std::size_t left = 0; left + 1 < digits.size(); ++left) {
    for (std::size_t right = left + 1; right < digits.size(); ++right) {
      if (digits[left] == digits[right]) continue;
      std::string wrong = digits;
      std::swap(wrong[left], wrong[right]);
      EXPECT_FALSE(record_id_from_text(wrong)) << wrong;
    }
  }
}

TEST(RecordIdText, CharactersOutsideTheAlphabetAreNoDigits) {
  const std::string good = "0000-0000-0000-12";
  for (int character = 0; character < 256; ++character) {
    const char typed = static_cast<char>(character);
    if (std::isalnum(character) != 0 && std::tolower(character) != 'u') continue;
    if (typed == '-') continue;
    std::string text = good;
    text[5] = typed;
    EXPECT_FALSE(record_id_from_text(text)) << character;
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
