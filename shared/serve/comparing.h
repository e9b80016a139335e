#pragma once
// The serving end of repair: what a base has in a range of record ids, as sums, or whole where it is little.
// Pure.

#include <vector>

#include "shared/model/record.h"
#include "shared/protocol/message.h"

namespace mektep {

struct BaseRecord {
  RecordKey key;
  RecordState base;
};

// The answer to `asked`. `position`: of the base; at another than the one asked about it answers Ranges
// without a range, and the asker waits for the log. `records`: all in the range, in any order.
Message compared(const Compare& asked, Position position, const std::vector<BaseRecord>& records);

}  // namespace mektep
