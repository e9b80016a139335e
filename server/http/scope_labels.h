#pragma once
// What people call a scope: "school/KZ61-0203". Codes are labels; numbers are what is stored and sent.

#include <optional>
#include <string>
#include <string_view>

#include "server/store/store.h"

namespace mektep::server {

// A school that is not registered shows its number; so do the scopes of one.
std::string code_of(SchoolNumber number, const Reader& reader);
std::string label_of(ScopeNumber scope, const Reader& reader);
// The way back; empty when there is no such scope.
std::optional<ScopeNumber> scope_labelled(std::string_view label, const Reader& reader);

}  // namespace mektep::server
