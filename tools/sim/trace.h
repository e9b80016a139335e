#pragma once
// What happened, line by line, and one hash over all of it: the same seed gives the same hash.
// Lines say ids, never what a person wrote. Owner: the world.

#include <ostream>
#include <string>
#include <string_view>

#include "shared/crypto/hash.h"
#include "tools/sim/timeline.h"

namespace mektep::sim {

class Trace {
 public:
  // `out` may be null; both outlive it.
  Trace(const Timeline& timeline, std::ostream* out) : timeline_(timeline), out_(out) {}

  void line(std::string_view who, std::string_view what, std::string_view detail = {});
  Hash32 hash() const { return hash_; }

 private:
  const Timeline& timeline_;
  std::ostream* out_;
  Hash32 hash_{};
};

}  // namespace mektep::sim
