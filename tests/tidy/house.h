#pragma once
// The rules of the house as data: rooms and what they may include, homes of heavy headers, calls that
// only adapters make, and the few exceptions with their reasons.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mektep::tidy {

// `may` names rooms; what those may include comes with them. "*" = everything but tests.
struct Room {
  std::string_view name;
  std::vector<std::string_view> may;
};
const std::vector<Room>& rooms();
// The room of a file: the longest name that begins its path; empty outside the house.
std::string_view room_of(std::string_view path);
// Every room that files of `room` may include, itself among them. A cycle among rooms shows as a room
// that is in the reach of one of those it may include.
std::set<std::string_view> reach_of(std::string_view room);

// A header (or the beginning of its name) and the files that may include it, by beginning of path.
struct HeaderHome {
  std::string_view header;
  std::vector<std::string_view> homes;
};
const std::vector<HeaderHome>& header_homes();

// A call that needs a clock, chance, a file, a socket or a thread, and the adapter files that make it.
struct AdapterCall {
  std::string_view call;
  std::vector<std::string_view> adapters;
};
const std::vector<AdapterCall>& adapter_calls();

struct Exception {
  std::string_view path;
  std::string_view reason;
};
// Sources without a mirror test, each with the test that covers it instead.
const std::vector<Exception>& sources_without_mirror();
// Files that may write to the standard streams.
const std::vector<Exception>& speakers();

}  // namespace mektep::tidy
