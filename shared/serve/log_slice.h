#pragma once
// Reads what a Feeder asks for: packs after a cursor that is a place of the log, or places by which a reader
// of another log finds the last one that both hold. `Log` is whatever keeps a log: the server's Reader, a
// device's PackLog. Inside one moment of it; any thread that may read.

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/serve/feeder.h"

namespace mektep {

// Positions to compare, ascending: near the end first densely, then ever sparser, because a log that was
// restored differs near its end. Both ends of the span are left out.
std::vector<Position> places_near_the_end(const ReadLog::Span& span);
// Evenly between them.
std::vector<Position> places_between(const ReadLog::Span& span);

template <class Log>
std::vector<Trail::Place> trail_of(const Log& log, ScopeNumber scope, const std::vector<Position>& positions) {
  std::vector<Trail::Place> places;
  for (const Position position : positions) {
    if (const auto digest = log.digest_at(scope, position)) places.push_back({position, *digest});
  }
  return places;
}

template <class Log>
LogSlice read_slice(const Log& log, const ReadLog& wanted) {
  LogSlice slice;
  slice.scope = wanted.scope;
  slice.after = wanted.after;
  slice.head.scope = wanted.scope;
  if (const auto head = log.head(wanted.scope)) slice.head = *head;
  if (wanted.trail) {
    ReadLog::Span span = *wanted.trail;
    span.different = std::min(span.different, Position{slice.head.position.value + 1});
    slice.trail = trail_of(log, wanted.scope, places_between(span));
  } else if (wanted.digest && log.digest_at(wanted.scope, wanted.after) != wanted.digest) {
    const Position different = std::min(wanted.after, Position{slice.head.position.value + 1});
    slice.trail = trail_of(log, wanted.scope, places_near_the_end({Position{0}, different}));
  } else {
    slice.packs = log.read_after(wanted.scope, wanted.after, wanted.bytes_max);
  }
  return slice;
}

}  // namespace mektep
