#include "shared/sqlite/statement_value.h"

#include <gtest/gtest.h>

#include <string>

namespace mektep {
namespace {

TEST(StatementValue, TellsOptionalsIdsAndBytesApart) {
  static_assert(is_optional<std::optional<int>>);
  static_assert(!is_optional<int>);
  static_assert(is_id<RecordId>);
  static_assert(is_id<TypeNumber>);
  static_assert(!is_id<std::uint64_t>);
  static_assert(is_fixed_bytes<FixedBytes<16>>);
  static_assert(!is_fixed_bytes<Bytes>);
}

TEST(StatementValue, OnlyOwnersOfBytesAreCopiedWhenTemporary) {
  static_assert(is_byte_owner<Bytes>);
  static_assert(is_byte_owner<FixedBytes<4>>);
  static_assert(!is_byte_owner<BytesView>);
  static_assert(!is_byte_owner<std::string>);
}

}  // namespace
}  // namespace mektep
