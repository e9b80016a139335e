#pragma once
// What is kept of a record: the base, and what is pending over it.

#include <vector>

#include "shared/codec/canonical.h"
#include "shared/model/record.h"

namespace mektep {

struct RecordRow {
  RecordState base;
  std::vector<PendingOp> pending;
  bool empty() const { return base.empty() && pending.empty(); }
  friend bool operator==(const RecordRow&, const RecordRow&) = default;
};

// What is shown: the base with the pending ops applied in their order.
RecordState laid_over(const RecordState& base, const std::vector<PendingOp>& pending);

}  // namespace mektep
