#include "shared/model/scope.h"

#include <algorithm>
#include <cassert>

namespace mektep {
namespace {

constexpr std::uint32_t kind_shift = 28;
constexpr std::uint32_t number_mask = (1U << kind_shift) - 1;
constexpr std::uint32_t pair_flag = 0x8000'0000U;
constexpr std::uint32_t pair_mask = 0x3fff'ffffU;

ScopeNumber numbered(std::uint32_t kind, std::uint32_t number) {
  assert(number <= number_mask);
  return ScopeNumber{(kind << kind_shift) | number};
}

std::uint32_t triangular(std::uint32_t larger) { return larger * (larger - 1) / 2; }

// The greatest n with n(n-1)/2 < rank; binary search keeps it in integers.
std::uint32_t larger_of(std::uint32_t rank) {
  std::uint32_t low = 2;
  std::uint32_t high = school_number_max;
  while (low < high) {
    const std::uint32_t middle = low + (high - low + 1) / 2;
    if (triangular(middle) < rank) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// Between the pairs of one larger number and those of the next a number is free: it would join a school
// with itself.
bool is_pair(std::uint32_t scope) {
  const std::uint32_t rank = scope & pair_mask;
  if ((scope & ~pair_mask) != pair_flag || rank <= triangular(2)) return false;
  const std::uint32_t larger = larger_of(rank);
  return rank - triangular(larger) < larger;
}

}  // namespace

ScopeNumber site_scope(std::uint32_t site) { return numbered(2, site); }
ScopeNumber school_scope(SchoolNumber school) { return numbered(3, school.value); }
ScopeNumber desk_scope(SchoolNumber school) { return numbered(4, school.value); }
ScopeNumber topic_scope(std::uint32_t topic) { return numbered(5, topic); }

ScopeNumber pair_scope(SchoolNumber one, SchoolNumber other) {
  const auto [smaller, larger] = std::minmax(one.value, other.value);
  assert(smaller >= 1 && smaller < larger && larger <= school_number_max);
  return ScopeNumber{pair_flag | (triangular(larger) + smaller)};
}

std::optional<ScopeKind> kind_of(ScopeNumber scope) {
  if ((scope.value & pair_flag) != 0) {
    return is_pair(scope.value) ? std::optional(ScopeKind::pair) : std::nullopt;
  }
  switch (scope.value >> kind_shift) {
    case 1:
      return scope == network_scope ? std::optional(ScopeKind::network) : std::nullopt;
    case 2:
      return ScopeKind::site;
    case 3:
      return ScopeKind::school;
    case 4:
      return ScopeKind::desk;
    case 5:
      return ScopeKind::topic;
    default:
      return std::nullopt;
  }
}

SchoolNumber school_of(ScopeNumber scope) { return SchoolNumber{scope.value & number_mask}; }

std::pair<SchoolNumber, SchoolNumber> schools_of(ScopeNumber scope) {
  const std::uint32_t rank = scope.value & pair_mask;
  const std::uint32_t larger = larger_of(rank);
  return {SchoolNumber{rank - triangular(larger)}, SchoolNumber{larger}};
}

}  // namespace mektep
