#include "client/cli/link_words.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

ReplicaState with_unsent(std::size_t changes, std::size_t bytes, std::uint64_t rate, std::int64_t round_trip_ms) {
  ReplicaState state;
  state.unsent_changes = changes;
  state.unsent_bytes = bytes;
  state.link.bytes_per_second = rate;
  state.link.round_trip_ms = round_trip_ms;
  return state;
}

TEST(LinkWords, ABarFillsFromLeftToRight) {
  EXPECT_EQ(progress_bar(0, 100), "[--------------------] 0 %");
  EXPECT_EQ(progress_bar(43, 100), "[########------------] 43 %");
  EXPECT_EQ(progress_bar(100, 100), "[####################] 100 %");
}

TEST(LinkWords, ABarNeitherOverflowsNorDividesByNothing) {
  EXPECT_EQ(progress_bar(0, 0), "[####################] 100 %");
  EXPECT_EQ(progress_bar(7, 5), "[####################] 100 %");
}

TEST(LinkWords, SizesAreShortInEveryLanguage) {
  const Catalog russian = Catalog::shipped(Language::ru);
  EXPECT_EQ(size_words(russian, 0), "0 байт");
  EXPECT_EQ(size_words(russian, 999), "999 байт");
  EXPECT_EQ(size_words(russian, 1'234), "1,2 кБ");
  EXPECT_EQ(size_words(russian, 12'345), "12 кБ");
  EXPECT_EQ(size_words(Catalog::shipped(Language::en), 2'500'000), "2.5 MB");
  EXPECT_EQ(size_words(Catalog::shipped(Language::kk), 25'000'000), "25 МБ");
}

TEST(LinkWords, NothingUnsentTakesNoTime) { EXPECT_EQ(seconds_left(with_unsent(0, 0, 0, 0)), 0U); }

TEST(LinkWords, WithoutARateNobodyKnowsTheTime) { EXPECT_FALSE(seconds_left(with_unsent(3, 900, 0, 600))); }

TEST(LinkWords, TimeIsTheGreetingAndTheBytesAtTheLastRate) {
  // Four round trips of 1.3 s, and 22.5 kB with the contact's own 2 kB at 2 250 bytes a second.
  EXPECT_EQ(seconds_left(with_unsent(40, 20'500, 2'250, 1300)), 5U + 10U);
  EXPECT_EQ(seconds_left(with_unsent(1, 100, 2'500'000, 30)), 1U);
}

TEST(LinkWords, ADeviceThatStaysLinkedIsBelievedForTwoMinutes) {
  LinkNote note;
  const WallTime now{1'772'300'000'000};
  EXPECT_FALSE(is_linked(note, now));
  note.linked_ms = now.ms - 119'000;
  EXPECT_TRUE(is_linked(note, now));
  note.linked_ms = now.ms - 121'000;
  EXPECT_FALSE(is_linked(note, now));
}

TEST(LinkWords, AClockThatWasSetBackIsNotLinkedForEver) {
  LinkNote note;
  note.linked_ms = 4'000'000'000'000;
  EXPECT_FALSE(is_linked(note, WallTime{1'772'300'000'000}));
}

}  // namespace
}  // namespace mektep::client
