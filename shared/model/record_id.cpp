#include "shared/model/record_id.h"

#include <algorithm>
#include <array>

namespace mektep {
namespace {

constexpr std::int64_t start_of_2020_ms = 1'577'836'800'000;
constexpr std::int64_t believed_for_ms = 20LL * 365 * 24 * 3600 * 1000 + 5LL * 24 * 3600 * 1000;
constexpr std::uint64_t seconds_max = (std::uint64_t{1} << 31U) - 1;
constexpr std::uint64_t flag = std::uint64_t{1} << 63U;
constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t digit_count = 13;  // of 5 bits: 65, the topmost is zero

std::uint64_t seconds_of(WallTime time) {
  if (time.ms <= start_of_2020_ms) return 0;
  return std::min(static_cast<std::uint64_t>((time.ms - start_of_2020_ms) / 1000), seconds_max);
}

std::uint64_t seconds_of(RecordId id) { return is_hashed(id) ? 0 : id.value >> 32U; }

std::uint64_t digit_at(std::uint64_t value, std::size_t digit) {
  return (value >> (5 * (digit_count - 1 - digit))) & 31U;
}

// Times x in the field of 32 elements (modulus x^5 + x^2 + 1).
std::uint64_t times_x(std::uint64_t element) {
  const std::uint64_t shifted = element << 1U;
  return (shifted & 32U) == 0 ? shifted : shifted ^ 0x25U;
}

// A polynomial over that field: every place has a weight of its own, so any one wrong digit and any two
// neighbours that changed places are found.
char check_digit(std::uint64_t value) {
  std::uint64_t sum = 0;
  for (std::size_t digit = 0; digit < digit_count; ++digit) sum = times_x(sum ^ digit_at(value, digit));
  return digits[sum];
}

std::optional<std::uint64_t> digit_value(char typed) {
  if (typed >= 'A' && typed <= 'Z') typed = static_cast<char>(typed - 'A' + 'a');
  if (typed == 'o') typed = '0';
  if (typed == 'i' || typed == 'l') typed = '1';
  const std::size_t at = digits.find(typed);
  return at == std::string_view::npos ? std::nullopt : std::optional<std::uint64_t>(at);
}

}  // namespace

RecordIdSource::RecordIdSource(const Clock& clock, Random& random, WallTime built)
    : clock_(clock), random_(random), built_(built) {}

RecordId RecordIdSource::draw(WallTime last_server_time, RecordId newest_held) {
  const WallTime now = clock_.wall();
  const bool believed = now >= built_ && now.ms <= built_.ms + believed_for_ms;
  const std::uint64_t seconds =
      believed ? seconds_of(now) : std::max(seconds_of(last_server_time), seconds_of(newest_held));
  const bool same_second = last_.value != 0 && seconds_of(last_) == seconds;
  const bool room = (last_.value & 0xffff'ffffU) != 0xffff'ffffU;
  // The lower half of the random numbers, so that counting inside the second has room.
  last_ =
      same_second && room ? RecordId{last_.value + 1} : RecordId{(seconds << 32U) | (random_.u32() >> 1U)};
  return last_;
}

RecordId hashed_record_id(std::uint64_t hash) { return RecordId{hash | flag}; }

std::string to_text(RecordId id) {
  std::string text;
  for (std::size_t digit = 0; digit < digit_count; ++digit) {
    if (digit != 0 && digit % 4 == 0) text += '-';
    text += digits[digit_at(id.value, digit)];
  }
  return text + check_digit(id.value);
}

std::optional<RecordId> record_id_from_text(std::string_view text) {
  std::array<std::uint64_t, digit_count + 1> values{};
  std::size_t count = 0;
  for (const char typed : text) {
    if (typed == '-') continue;
    const auto value = digit_value(typed);
    if (!value || count == values.size()) return std::nullopt;
    values[count++] = *value;
  }
  // The first of 13 digits of 5 bits has one bit too many.
  if (count != values.size() || values[0] > 15) return std::nullopt;
  std::uint64_t id = 0;
  for (std::size_t digit = 0; digit < digit_count; ++digit) id = (id << 5U) | values[digit];
  if (digits[values[digit_count]] != check_digit(id)) return std::nullopt;
  return RecordId{id};
}

}  // namespace mektep
