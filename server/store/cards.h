#pragma once
// Cards: what the server says in a scope about a device. Pure but for reading an open Integration.

#include <set>

#include "server/store/integration.h"

namespace mektep::server {

RecordKey card_key(DeviceId device);

// A person and a role on a device, as the card's set holds it.
std::string card_person(RecordId person, std::string_view role);

// What a card says, beside the device itself.
struct CardContent {
  Bytes certificate;
  std::set<std::string> people;  // card_person
  bool active = true;
};
CardContent card_content(const RecordState& card);

// The scopes of a school that exist so far: its own, its desk, its pairs.
std::vector<ScopeNumber> scopes_of_school(const Reader& reader, SchoolNumber school);

// The change that brings the device's card in the scope to this content; empty when it says so already.
std::vector<Op> card_ops(Integration& integration, ScopeNumber scope, const Device& device,
                         const CardContent& content);

// A pair's scope exists from the first write of either school: cards of the devices of both. False when one
// of the schools is not known here.
bool open_pair(Integration& integration, ScopeNumber pair);

}  // namespace mektep::server
