#pragma once
// What a device counts for a report: the tallies of the school's records as they are shown, of the months
// that the period covers.

#include <vector>

#include "client/replica/ground.h"
#include "client/replica/writing.h"

namespace mektep::client {

// A tally without a month among its dimensions tells nothing about a period and is left out.
// One figure a group, amounts in hundredths.
std::vector<Figure> figures_between(Ground& ground, ScopeNumber school, Date from, Date to);

}  // namespace mektep::client
