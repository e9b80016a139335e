#include "tools/link/profiles.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep::link {
namespace {

const std::string header = "name,down_kbit,up_kbit,rtt_ms,jitter_ms,loss_pct,mean_up_s,mean_down_s,note\n";

TEST(Profiles, ShippedTableIsReadable) {
  const auto profiles = parse_profiles(shipped_profiles());
  ASSERT_TRUE(profiles.ok()) << describe(profiles.error());
  EXPECT_EQ(profiles->size(), 11U);
  const auto edge = find_profile(*profiles, "edge_2g");
  ASSERT_TRUE(edge.ok());
  EXPECT_EQ(edge->down_kbit, 120U);
  EXPECT_EQ(edge->up_kbit, 60U);
  EXPECT_EQ(edge->rtt, std::chrono::milliseconds(600));
  EXPECT_EQ(edge->jitter, std::chrono::milliseconds(250));
  EXPECT_DOUBLE_EQ(edge->loss_pct, 2);
  EXPECT_EQ(edge->mean_up, std::chrono::seconds(600));
  EXPECT_EQ(edge->mean_down, std::chrono::seconds(90));
}

// What a link of that kind can be: a slip in the table would make a torture of a demonstration.
TEST(Profiles, ShippedLinksAreOfThisWorld) {
  const auto profiles = parse_profiles(shipped_profiles());
  ASSERT_TRUE(profiles.ok());
  std::set<std::string> names;
  for (const Profile& profile : *profiles) {
    EXPECT_TRUE(names.insert(profile.name).second) << profile.name << " stands there twice";
    if (!has_link(profile)) continue;
    EXPECT_GE(profile.down_kbit, profile.up_kbit) << profile.name;
    EXPECT_GE(profile.rtt, std::chrono::milliseconds(1)) << profile.name;
    EXPECT_LE(profile.rtt, std::chrono::seconds(2)) << profile.name;
    EXPECT_LT(profile.jitter, profile.rtt) << profile.name;
    EXPECT_LE(profile.loss_pct, 5) << profile.name;
    EXPECT_GT(profile.mean_up, std::chrono::seconds(0)) << profile.name;
  }
}

TEST(Profiles, ALinkThatGoesOneWayOnlyIsNone) {
  Profile profile;
  profile.down_kbit = 100;
  EXPECT_FALSE(has_link(profile));
  profile.up_kbit = 1;
  EXPECT_TRUE(has_link(profile));
}

TEST(Profiles, ATableWithoutLinksKnowsNone) {
  const auto profiles = parse_profiles(header);
  ASSERT_TRUE(profiles.ok());
  EXPECT_EQ(find_profile(*profiles, "any").error().argument("known"), "");
  EXPECT_TRUE(parse_profiles("")->empty());
  EXPECT_TRUE(parse_profiles("# nothing but a remark")->empty());
}

TEST(Profiles, TheLastLineNeedsNoEnd) {
  const auto profiles = parse_profiles(header + "a,1,2,3,4,5,6,7,note");
  ASSERT_TRUE(profiles.ok()) << describe(profiles.error());
  const Profile& only = profiles->at(0);
  EXPECT_EQ(only.down_kbit, 1U);
  EXPECT_EQ(only.up_kbit, 2U);
  EXPECT_EQ(only.rtt, std::chrono::milliseconds(3));
  EXPECT_EQ(only.jitter, std::chrono::milliseconds(4));
  EXPECT_DOUBLE_EQ(only.loss_pct, 5);
  EXPECT_EQ(only.mean_up, std::chrono::seconds(6));
  EXPECT_EQ(only.mean_down, std::chrono::seconds(7));
}

TEST(Profiles, NumbersHaveABound) {
  EXPECT_TRUE(parse_profiles(header + "a,1000000000,1,0,0,0,0,0,\n").ok());
  for (const std::string number : {"1000000001", "1e10", "inf", "-1", "", " 1", "1 ", "0x10"}) {
    EXPECT_FALSE(parse_profiles(header + "a," + number + ",1,0,0,0,0,0,\n").ok()) << number;
  }
}

TEST(Profiles, NamesAreFoundWholeAndInTheirCase) {
  const auto profiles = parse_profiles(header + "edge,1,1,0,0,0,0,0,\n");
  ASSERT_TRUE(profiles.ok());
  EXPECT_TRUE(find_profile(*profiles, "edge").ok());
  EXPECT_FALSE(find_profile(*profiles, "Edge").ok());
  EXPECT_FALSE(find_profile(*profiles, "edg").ok());
}

TEST(Profiles, StickInAPocketIsNoLink) {
  const auto profiles = parse_profiles(shipped_profiles());
  EXPECT_FALSE(has_link(*find_profile(*profiles, "usb_courier")));
  EXPECT_TRUE(has_link(*find_profile(*profiles, "gprs_rural")));
}

TEST(Profiles, UnknownNameListsTheKnown) {
  const auto profiles = parse_profiles(header + "a,1,1,0,0,0,0,0,\nb,1,1,0,0,0,0,0,note, with comma\n");
  ASSERT_TRUE(profiles.ok());
  const auto found = find_profile(*profiles, "c");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error(), wrong_usage("link.profile_unknown").with("name", "c").with("known", "a, b"));
}

TEST(Profiles, RemarksAndEmptyLinesAreSkipped) {
  const auto profiles =
      parse_profiles("# a remark\r\n\r\n" + header + "\n# another\na,1,1,0,0,0.5,0,0,x\r\n");
  ASSERT_TRUE(profiles.ok());
  EXPECT_EQ(profiles->size(), 1U);
  EXPECT_DOUBLE_EQ(profiles->front().loss_pct, 0.5);
}

TEST(Profiles, BadLineIsNamed) {
  for (const std::string& line : {std::string("a,1,1,0,0,0,0"), std::string("a,1,1,0,0,nan,0,0,x"),
                                  std::string("a,-1,1,0,0,0,0,0,x"), std::string("a,1,1,0,0,100,0,0,x"),
                                  std::string("a,1x,1,0,0,0,0,0,x"), std::string(",1,1,0,0,0,0,0,x")}) {
    const auto profiles = parse_profiles(header + "good,1,1,0,0,0,0,0,\n" + line + "\n");
    ASSERT_FALSE(profiles.ok()) << line;
    EXPECT_EQ(profiles.error(), wrong_usage("link.profile_bad").with("line", "3"));
  }
}

TEST(Profiles, OtherColumnsAreRefused) { EXPECT_FALSE(parse_profiles("name,rate\na,1\n").ok()); }

TEST(Profiles, ATenTimesFasterLinkCarriesTheSameInATenthOfTheTime) {
  const auto slow = *find_profile(*parse_profiles(shipped_profiles()), "gprs_rural");
  const auto fast = at_speed(slow, 10);
  EXPECT_EQ(fast.name, "gprs_rural");
  EXPECT_EQ(fast.down_kbit, 200U);
  EXPECT_EQ(fast.up_kbit, 180U);
  EXPECT_EQ(fast.rtt, std::chrono::milliseconds(130));
  EXPECT_EQ(fast.jitter, std::chrono::milliseconds(40));
  EXPECT_EQ(fast.mean_up, std::chrono::seconds(30));
  EXPECT_EQ(fast.mean_down, std::chrono::seconds(12));
  EXPECT_DOUBLE_EQ(fast.loss_pct, slow.loss_pct);
  EXPECT_EQ(retransmit_delay(fast), retransmit_delay(slow) / 10);
}

TEST(Profiles, SpeedsMultiply) {
  const auto fibre = *find_profile(*parse_profiles(shipped_profiles()), "fiber_20m");
  EXPECT_EQ(at_speed(at_speed(fibre, 4), 5).rtt, at_speed(fibre, 20).rtt);
  EXPECT_EQ(at_speed(fibre, 1).down_kbit, fibre.down_kbit);
  EXPECT_EQ(at_speed(fibre, 20).rtt, std::chrono::microseconds(1500));
}

TEST(Profiles, ALossIsATimersWaitAndNeverLessThanAFifthOfASecond) {
  const auto known = *parse_profiles(shipped_profiles());
  EXPECT_EQ(retransmit_delay(*find_profile(known, "fiber_20m")), std::chrono::milliseconds(200));
  // 1300 + 4 * 400
  EXPECT_EQ(retransmit_delay(*find_profile(known, "gprs_rural")), std::chrono::milliseconds(2900));
}

}  // namespace
}  // namespace mektep::link
