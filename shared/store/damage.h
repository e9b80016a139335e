#pragma once
// Rows that contradict their own form: the file is damaged, nobody knows where else.

#include <string_view>

namespace mektep {

// Throws DatabaseBroken; `what` tells operators which part of a row.
[[noreturn]] void throw_damaged(std::string_view what);

}  // namespace mektep
