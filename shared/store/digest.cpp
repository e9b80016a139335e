#include "shared/store/digest.h"

#include <cassert>

namespace mektep {
namespace {

constexpr unsigned digit_bits = 4;
constexpr unsigned depth_max = 16;
constexpr std::size_t page_records = 512;

unsigned shift_at(unsigned depth) { return 64 - digit_bits * depth; }

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

IdSpan IdPrefix::span() const {
  if (depth == 0) return {RecordId{0}, RecordId{~std::uint64_t{0}}};
  const std::uint64_t below = shift_at(depth) == 0 ? 0 : ~std::uint64_t{0} >> (digit_bits * depth);
  return {RecordId{prefix.value & ~below}, RecordId{prefix.value | below}};
}

IdPrefix IdPrefix::part(unsigned digit) const {
  assert(depth < depth_max && digit < 16);
  const std::uint64_t first = span().first.value;
  return {RecordId{first | std::uint64_t{digit} << shift_at(depth + 1)}, depth + 1};
}

std::array<PartSum, 16> part_sums(const RecordTables& tables, ScopeNumber scope, const IdPrefix& range) {
  std::array<PartSum, 16> parts{};
  for (const RecordKey& key : tables.keys_in(scope, range.span())) {
    const auto hash = record_hash(key, tables.read(scope, key).base);
    if (!hash) continue;
    PartSum& part = parts[key.id.value >> shift_at(range.depth + 1) & 15U];
    part.sum.add(*hash);
    ++part.records;
  }
  return parts;
}

}  // namespace mektep
