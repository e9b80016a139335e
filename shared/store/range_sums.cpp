#include "shared/store/range_sums.h"

#include <algorithm>

#include "shared/codec/canonical.h"

namespace mektep {
namespace {

constexpr std::size_t parts = 16;

}  // namespace

std::optional<Hash16> content_hash(const RecordKey& key, const RecordState& state) {
  if (state.empty()) return std::nullopt;
  return hash16({hash16({digest_bytes(key, state)}), encode_record(state)});
}

std::vector<SpanSum> split(const IdSpan& span, std::vector<RecordHash> hashes) {
  std::sort(hashes.begin(), hashes.end(),
            [](const RecordHash& left, const RecordHash& right) { return left.key.id < right.key.id; });
  const std::size_t share = std::max<std::size_t>(1, (hashes.size() + parts - 1) / parts);
  std::vector<SpanSum> sums{{span, 0, {}}};
  for (const RecordHash& record : hashes) {
    // Records of two types may share an id: a boundary never falls between them.
    const bool full = sums.back().records >= share && sums.back().span.last != record.key.id;
    if (full && sums.size() < parts && record.key.id > span.first) {
      sums.back().span.last = RecordId{record.key.id.value - 1};
      sums.push_back({{record.key.id, record.key.id}, 0, {}});
    }
    sums.back().span.last = record.key.id;
    sums.back().sum.add(record.hash);
    ++sums.back().records;
  }
  sums.back().span.last = span.last;
  return sums;
}

std::vector<SpanSum> sums_over(const std::vector<IdSpan>& spans, const std::vector<RecordHash>& hashes) {
  std::vector<SpanSum> sums;
  sums.reserve(spans.size());
  for (const IdSpan& span : spans) {
    SpanSum& sum = sums.emplace_back(SpanSum{span, 0, {}});
    for (const RecordHash& record : hashes) {
      if (record.key.id < span.first || record.key.id > span.last) continue;
      sum.sum.add(record.hash);
      ++sum.records;
    }
  }
  return sums;
}

}  // namespace mektep
