#include "shared/serve/comparing.h"

#include "shared/base/limits.h"
#include "shared/codec/canonical.h"
#include "shared/store/range_sums.h"

namespace mektep {
namespace {

// All records, when they are few enough for one frame.
std::optional<Records> whole(const Compare& asked, const std::vector<BaseRecord>& records) {
  if (records.size() > limits::repair_records_max) return std::nullopt;
  Records answer{asked.scope, asked.position, asked.first, asked.last, {}};
  std::size_t bytes = 0;
  for (const BaseRecord& record : records) {
    answer.records.push_back({record.key.type, record.key.id, encode_record(record.base)});
    bytes += answer.records.back().base.size();
  }
  if (bytes > limits::repair_bytes_max) return std::nullopt;
  return answer;
}

}  // namespace

Message compared(const Compare& asked, Position position, const std::vector<BaseRecord>& records) {
  if (position != asked.position) return Ranges{asked.scope, position, {}};
  if (auto answer = whole(asked, records)) return std::move(*answer);
  std::vector<RecordHash> hashes;
  hashes.reserve(records.size());
  for (const BaseRecord& record : records) {
    if (const auto hash = content_hash(record.key, record.base)) hashes.push_back({record.key, *hash});
  }
  Ranges answer{asked.scope, asked.position, {}};
  for (const SpanSum& part : split({RecordId{asked.first}, RecordId{asked.last}}, std::move(hashes))) {
    answer.ranges.push_back({part.span.first.value, part.span.last.value, part.records, part.sum.value()});
  }
  return answer;
}

}  // namespace mektep
