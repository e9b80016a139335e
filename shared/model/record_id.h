#pragma once
// Record ids: drawn ones carry the seconds since 2020-01-01T00:00:00Z, so keys arrive in time order and
// nothing depends on a counter that a restored disk repeats; hashed ones (flag set) name a natural key.
//   bit 63 flag | drawn: 31 bits of seconds, 32 random bits | hashed: 63 bits of a hash

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/clock.h"
#include "shared/base/ids.h"
#include "shared/base/random.h"

namespace mektep {

// Draws ids for one device. Inside one second it counts upwards from a random start.
class RecordIdSource {
 public:
  // `built` is the program's build date: a clock outside [built, built + 20 years] is not believed;
  // then the greatest of `last_server_time` and `newest_held` counts.
  RecordIdSource(const Clock& clock, Random& random, WallTime built);
  RecordId draw(WallTime last_server_time, RecordId newest_held);

 private:
  const Clock& clock_;
  Random& random_;
  WallTime built_;
  RecordId last_;
};

// `hash` is any 64 bits; the flag is set.
RecordId hashed_record_id(std::uint64_t hash);
constexpr bool is_hashed(RecordId id) { return (id.value >> 63U) != 0; }

// 13 digits of Crockford's base 32 and a check digit, lower case, e.g. "0a3f-77k2-m9x0-1z"; case and
// hyphens do not matter when read, o reads as 0, i and l as 1. A wrong check digit reads as nothing.
std::string to_text(RecordId id);
std::optional<RecordId> record_id_from_text(std::string_view text);

}  // namespace mektep
