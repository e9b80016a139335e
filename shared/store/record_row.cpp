#include "shared/store/record_row.h"

#include "shared/merge/merge.h"

namespace mektep {

RecordState laid_over(const RecordState& base, const std::vector<PendingOp>& pending) {
  RecordState shown = base;
  for (const PendingOp& each : pending) merge_op(shown, each.op, each.stamp, each.without_value);
  return shown;
}

}  // namespace mektep
