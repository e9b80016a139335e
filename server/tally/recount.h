#pragma once
// Counts a school's records as they stood at named stream heads, from the raw packs: what a signed report
// is checked against. Inside an open Integration.

#include "server/store/integration.h"

namespace mektep::server {

// What a device counted: the log up to a position, and streams that were not in its log yet.
struct Heads {
  Position log;
  Hash16 log_digest{};                                   // of the log up to there
  std::map<StreamId, std::pair<Sequence, Token>> streams;  // the last version of each, its chain head
};

// "log:position:digest", once, and "stream:sequence:head" of each stream; digests, streams and heads in
// hexadecimal, the others in decimal. Empty when one is malformed.
std::optional<Heads> parse_heads(const std::vector<std::string>& texts);

// Whether the scope's log holds them all, on the branch they name.
enum class HeadsHeld { all, not_yet, other_branch };
HeadsHeld holds(Integration& integration, ScopeNumber scope, const Heads& heads);

// Only when all are held.
std::map<TallyCell, std::int64_t> counts_at(Integration& integration, ScopeNumber scope, const Heads& heads);

}  // namespace mektep::server
