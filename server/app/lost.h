#pragma once
// What waits for work that may never come, and what giving it up would do (rule R4).

#include <string>
#include <vector>

#include "server/store/integration.h"

namespace mektep::server {

// A gap in a stream, with the parked packs that wait for it.
struct Gap {
  ScopeNumber scope;
  StreamId stream;  // that lacks
  Sequence first;   // from here …
  Sequence last;    // … to here
  DeviceId from;    // who brought what waits
  std::int64_t since_ms = 0;
  std::size_t packs = 0;
};
std::vector<Gap> gaps(const Reader& reader);

struct GivenUp {
  Sequence first;
  Sequence last;
  std::size_t packs = 0;  // that waited and went on
};
enum class Decide { try_only, for_good };
// The sequences of the stream that the log lacks, up to `last`, are declared lost. One transaction; undone
// when it is only tried. Fails with void.nothing_to_void, void.too_long (limit), store.busy.
Result<GivenUp> give_up(const ServerParts& parts, ScopeNumber scope, const VoidRange& up_to, Decide decide);

}  // namespace mektep::server
