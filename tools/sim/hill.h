#pragma once
// The school without cover: a phone is carried up a hill once a day, for a quarter of an hour. A day's work of
// the school goes over such a link within so many days of virtual time; the machines at both ends are the real
// ones. Pure apart from the clock of the machine that computes.

#include <cstdint>
#include <string>

#include "shared/base/clock.h"

namespace mektep::sim {

// A link that is there once a day.
struct Hill {
  std::uint64_t down_kbit = 3000;
  std::uint64_t up_kbit = 800;
  Monotonic round_trip{120};
  double loss = 0.02;
  Monotonic window{std::chrono::minutes(15)};
  int days = 5;
};

struct HillWork {
  std::size_t activities = 20;
  std::size_t rows = 200;  // small records beside them: who took part
  std::uint64_t seed = 1;
  std::size_t photos = 5;
};

struct HillAnswer {
  std::uint64_t bytes_up = 0;    // of messages; TLS and TCP come on top
  std::uint64_t bytes_down = 0;
  std::uint64_t resent_bytes = 0;
  std::size_t contacts = 0;
  Monotonic linked_time{0};      // that the link was used
  Monotonic time{0};             // until everybody held everything, nights included
  bool finished = false;
  bool digests_equal = false;
  std::size_t photos = 0;  // that stand at the server, whole

  std::string as_json(const Hill& hill) const;
};

HillAnswer carry_up_the_hill(const Hill& hill, const HillWork& work);

}  // namespace mektep::sim
