#include "client/cli/link_words.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

constexpr std::uint64_t bar_cells = 20;
// TCP, TLS, the greeting, the last receipt.
constexpr std::uint64_t round_trips = 4;
// TLS's own bytes, headers and signatures of a contact.
constexpr std::uint64_t contact_bytes = 2'000;

}  // namespace

std::string progress_bar(std::uint64_t part, std::uint64_t whole) {
  const std::uint64_t done_part = std::min(part, whole);
  const std::uint64_t cells = whole == 0 ? bar_cells : done_part * bar_cells / whole;
  const std::uint64_t percent = whole == 0 ? 100 : done_part * 100 / whole;
  return "[" + std::string(cells, '#') + std::string(bar_cells - cells, '-') + "] " + std::to_string(percent) + " %";
}

std::string size_words(const Catalog& catalog, std::uint64_t bytes) {
  constexpr std::uint64_t thousand = 1000;
  if (bytes < thousand) return catalog.say("size.bytes", {{"number", std::to_string(bytes)}});
  const bool large = bytes >= thousand * thousand;
  const std::uint64_t unit = large ? thousand * thousand : thousand;
  std::string number = std::to_string(bytes / unit);
  if (bytes < 10 * unit) number += catalog.say("size.point") + std::to_string(bytes % unit / (unit / 10));
  return catalog.say(large ? "size.megabytes" : "size.kilobytes", {{"number", number}});
}

std::optional<std::uint64_t> seconds_left(const ReplicaState& state) {
  if (state.unsent_changes == 0) return 0;
  const LinkNote& link = state.link;
  if (link.bytes_per_second == 0) return std::nullopt;
  const auto trips = round_trips * static_cast<std::uint64_t>(std::max<std::int64_t>(link.round_trip_ms, 0)) / 1000;
  return trips + (state.unsent_bytes + contact_bytes + link.bytes_per_second - 1) / link.bytes_per_second;
}

bool is_linked(const LinkNote& note, WallTime now) {
  const auto believed = 2 * limits::linked_note_interval.count();
  const std::int64_t age = now.ms - note.linked_ms;
  return note.linked_ms != 0 && age > -believed && age < believed;
}

}  // namespace mektep::client
