#include "tools/link/profiles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "tools/link/shipped_profiles.h"

namespace mektep::link {
namespace {

constexpr std::string_view header =
    "name,down_kbit,up_kbit,rtt_ms,jitter_ms,loss_pct,mean_up_s,mean_down_s,note";
constexpr std::size_t numbers = 7;

// Cuts off what stands before the next `separator`, and the separator.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  if (!whole || !(number >= 0) || number > 1e9) return std::nullopt;
  return number;
}

std::optional<Profile> profile_in(std::string_view line) {
  Profile profile;
  profile.name = std::string(cut(line, ','));
  std::array<double, numbers> values{};
  for (double& value : values) {
    const auto number = number_in(cut(line, ','));
    if (!number) return std::nullopt;
    value = *number;
  }
  if (profile.name.empty() || values[4] >= 100) return std::nullopt;
  profile.down_kbit = static_cast<std::uint64_t>(values[0]);
  profile.up_kbit = static_cast<std::uint64_t>(values[1]);
  profile.rtt = std::chrono::milliseconds(static_cast<std::int64_t>(values[2]));
  profile.jitter = std::chrono::milliseconds(static_cast<std::int64_t>(values[3]));
  profile.loss_pct = values[4];
  profile.mean_up = std::chrono::seconds(static_cast<std::int64_t>(values[5]));
  profile.mean_down = std::chrono::seconds(static_cast<std::int64_t>(values[6]));
  return profile;
}

}  // namespace

std::string_view shipped_profiles() { return shipped_table; }

Result<std::vector<Profile>> parse_profiles(std::string_view table) {
  std::vector<Profile> profiles;
  bool named = false;
  for (int number = 1; !table.empty(); ++number) {
    std::string_view line = cut(table, '\n');
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const auto profile = named ? profile_in(line) : std::nullopt;
    const bool good = named ? profile.has_value() : line == header;
    if (!good) return wrong_usage("link.profile_bad").with("line", std::to_string(number));
    if (profile) profiles.push_back(*profile);
    named = true;
  }
  return profiles;
}

Profile at_speed(Profile profile, unsigned speed) {
  profile.down_kbit *= speed;
  profile.up_kbit *= speed;
  profile.rtt /= speed;
  profile.jitter /= speed;
  profile.mean_up /= speed;
  profile.mean_down /= speed;
  profile.speed *= speed;
  return profile;
}

std::chrono::microseconds retransmit_delay(const Profile& profile) {
  const std::chrono::microseconds least = std::chrono::milliseconds(200);
  return std::max(least / profile.speed, profile.rtt + 4 * profile.jitter);
}

Result<Profile> find_profile(const std::vector<Profile>& profiles, std::string_view name) {
  const auto found = std::find_if(profiles.begin(), profiles.end(),
                                  [name](const Profile& profile) { return profile.name == name; });
  if (found != profiles.end()) return *found;
  std::string known;
  for (const Profile& profile : profiles) known += (known.empty() ? "" : ", ") + profile.name;
  return wrong_usage("link.profile_unknown").with("name", std::string(name)).with("known", known);
}

}  // namespace mektep::link
