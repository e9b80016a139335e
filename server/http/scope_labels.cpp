#include "server/http/scope_labels.h"

#include <algorithm>

namespace mektep::server {
namespace {

// Of scopes that belong to no school: what is left below the kind.
std::string number_of(ScopeNumber scope) { return std::to_string(scope.value & 0x0fff'ffffU); }

}  // namespace

std::string code_of(SchoolNumber number, const Reader& reader) {
  const auto school = reader.school(number);
  return school ? school->code : std::to_string(number.value);
}

std::string label_of(ScopeNumber scope, const Reader& reader) {
  const auto kind = kind_of(scope);
  if (!kind) return std::to_string(scope.value);
  switch (*kind) {
    case ScopeKind::network: return "network";
    case ScopeKind::site: return "site/" + number_of(scope);
    case ScopeKind::topic: return "topic/" + number_of(scope);
    case ScopeKind::school: return "school/" + code_of(school_of(scope), reader);
    case ScopeKind::desk: return "desk/" + code_of(school_of(scope), reader);
    case ScopeKind::pair: {
      // In the order of the codes: numbers are given as schools come.
      const auto [one, other] = schools_of(scope);
      const auto codes = std::minmax({code_of(one, reader), code_of(other, reader)});
      return "pair/" + codes.first + "-" + codes.second;
    }
  }
  return std::to_string(scope.value);
}

std::optional<ScopeNumber> scope_labelled(std::string_view label, const Reader& reader) {
  for (const ScopeNumber scope : reader.scopes()) {
    if (label_of(scope, reader) == label) return scope;
  }
  return std::nullopt;
}

}  // namespace mektep::server
