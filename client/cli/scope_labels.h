#pragma once
// What people call a scope: "school/KZ61-0203", as its grant says. Pure.

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "client/replica/reading.h"

namespace mektep::client {

// The number of a scope that is not granted any more.
std::string label_of(const ReplicaState& state, ScopeNumber scope);
boost::json::array labels_of(const ReplicaState& state, const std::vector<ScopeNumber>& scopes);

}  // namespace mektep::client
