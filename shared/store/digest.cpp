#include "shared/store/digest.h"

namespace mektep {
namespace {

constexpr std::size_t page_records = 512;

}  // namespace

std::optional<Hash16> record_hash(const RecordKey& key, const RecordState& state) {
  if (state.empty()) return std::nullopt;
  return hash16({digest_bytes(key, state)});
}

HashSum state_digest_of(const RecordTables& tables, ScopeNumber scope) {
  HashSum sum;
  std::optional<RecordKey> after;
  while (true) {
    const auto keys = tables.keys(scope, after, page_records);
    for (const RecordKey& key : keys) {
      if (const auto hash = record_hash(key, tables.read(scope, key).base)) sum.add(*hash);
    }
    if (keys.size() < page_records) return sum;
    after = keys.back();
  }
}

}  // namespace mektep
