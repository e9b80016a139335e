#pragma once
// Counts a school's records as they stood at named stream heads, from the raw packs: what a signed report
// is checked against. Inside an open Integration.

#include "server/store/integration.h"

namespace mektep::server {

// The last version counted of each stream, with the chain head behind it.
using Heads = std::map<StreamId, std::pair<Sequence, Token>>;

// "stream:sequence:head" in hexadecimal, the sequence in decimal. Empty when one is malformed.
std::optional<Heads> parse_heads(const std::vector<std::string>& texts);

// Whether the log holds them all, on the branch they name.
enum class HeadsHeld { all, not_yet, other_branch };
HeadsHeld holds(const Ledger& ledger, const Heads& heads);

// Only when all are held.
std::map<TallyCell, std::int64_t> counts_at(Integration& integration, ScopeNumber scope, const Heads& heads);

}  // namespace mektep::server
