#pragma once
// Scope numbers and their labels. A number is opaque to readers of a log; whoever makes scopes derives
// it from the kind and the number that the office gave the school, so that two schools can start their
// common scope offline and mean the same one.
//   kind in the top 4 bits: 1 network, 2 site, 3 school, 4 desk, 5 topic, 8-11 pair
//   school and desk: the school's number (1 to school_number_max)
//   pair: the triangular number of both schools' numbers, so every pair has one

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "shared/base/ids.h"
#include "shared/model/schema.h"

namespace mektep {

using SchoolNumber = Id<struct SchoolTag, std::uint32_t>;
inline constexpr std::uint32_t school_number_max = 46'340;  // its triangular number is below 2^30

inline constexpr ScopeNumber network_scope{0x1000'0000U};
ScopeNumber site_scope(std::uint32_t site);
ScopeNumber school_scope(SchoolNumber school);
ScopeNumber desk_scope(SchoolNumber school);
ScopeNumber topic_scope(std::uint32_t topic);
// The same for both orders; the schools differ.
ScopeNumber pair_scope(SchoolNumber one, SchoolNumber other);

// Empty for a number that no rule above makes.
std::optional<ScopeKind> kind_of(ScopeNumber scope);
// Of a school or desk scope.
SchoolNumber school_of(ScopeNumber scope);
// Of a pair scope, the smaller number first.
std::pair<SchoolNumber, SchoolNumber> schools_of(ScopeNumber scope);

}  // namespace mektep
