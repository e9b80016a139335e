#include "shared/serve/log_slice.h"

namespace mektep {

std::vector<Position> places_near_the_end(const ReadLog::Span& span) {
  std::vector<Position> places;
  std::uint64_t back = 1;
  while (places.size() < limits::trail_places_max && span.shared.value + back < span.different.value) {
    places.push_back(Position{span.different.value - back});
    back *= 2;
  }
  std::reverse(places.begin(), places.end());
  return places;
}

std::vector<Position> places_between(const ReadLog::Span& span) {
  std::vector<Position> places;
  if (span.different <= span.shared) return places;
  const std::uint64_t length = span.different.value - span.shared.value;
  const std::uint64_t step = std::max<std::uint64_t>(1, length / limits::trail_places_max);
  for (std::uint64_t ahead = step; ahead < length && places.size() < limits::trail_places_max; ahead += step) {
    places.push_back(Position{span.shared.value + ahead});
  }
  return places;
}

}  // namespace mektep
