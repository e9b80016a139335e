#pragma once
// Named links, read from a table of comma-separated values.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace mektep::link {

struct Profile {
  std::string name;
  std::uint64_t down_kbit = 0;
  std::uint64_t up_kbit = 0;
  std::chrono::microseconds rtt{0};
  std::chrono::microseconds jitter{0};
  double loss_pct = 0;
  std::chrono::milliseconds mean_up{0};
  std::chrono::milliseconds mean_down{0};
  unsigned speed = 1;  // how many times faster than the link of that name it is
};

// The same link with its time running `speed` times as fast: rates times it, delays and outages divided by it.
// What is sent over it is the same; `speed` ≥ 1.
Profile at_speed(Profile profile, unsigned speed);
// How long a lost packet takes until TCP has sent it again: its timer, never less than 200 ms of the link's time.
std::chrono::microseconds retransmit_delay(const Profile& profile);

// A stick in a pocket is a profile too, but bytes do not pass it.
inline bool has_link(const Profile& profile) { return profile.down_kbit > 0 && profile.up_kbit > 0; }

// The table that the program carries.
std::string_view shipped_profiles();

// Lines that start with # are remarks; the first other line names the columns; the last column is free text.
// Fails with link.profile_bad(line).
Result<std::vector<Profile>> parse_profiles(std::string_view table);

// Fails with link.profile_unknown(name, known).
Result<Profile> find_profile(const std::vector<Profile>& profiles, std::string_view name);

}  // namespace mektep::link
