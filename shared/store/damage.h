#pragma once
// Rows that contradict their own form: the file is damaged, nobody knows where else.

#include <string_view>

#include "shared/sqlite/failure.h"

namespace mektep {

// One row makes no sense. The handle is not poisoned: other rows can be read, and this one put right.
class RowDamaged final : public DatabaseBroken {
 public:
  using DatabaseBroken::DatabaseBroken;
};

// Throws RowDamaged; `what` tells operators which part of a row.
[[noreturn]] void throw_damaged(std::string_view what);

}  // namespace mektep
