#pragma once
// The link in words: how far a contact has come, what is left, and how long that takes. Pure.

#include <string>

#include "client/replica/reading.h"
#include "shared/base/clock.h"
#include "shared/words/catalog.h"

namespace mektep::client {

// "[########------------] 40 %"; `part` of `whole`, an empty whole is full.
std::string progress_bar(std::uint64_t part, std::uint64_t whole);

// "1,2 kB" in the language's own words: bytes, kB, MB; sizes below ten with one digit behind the point.
std::string size_words(const Catalog& catalog, std::uint64_t bytes);

// Seconds that the unsent bytes take at the last measured rate, the greeting included; empty while no rate is
// known, 0 with nothing unsent.
std::optional<std::uint64_t> seconds_left(const ReplicaState& state);

// A device that stays linked says so every minute; what it said is believed for two. A clock that was set
// meanwhile makes it "no", never wrong for long.
bool is_linked(const LinkNote& note, WallTime now);

}  // namespace mektep::client
