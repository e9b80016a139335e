#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/base/bytes.h"

namespace mektep {
namespace {

RC_GTEST_PROP(BytesProperty, HexGivesTheBytesBack, (const Bytes& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

RC_GTEST_PROP(BytesProperty, Base64UrlGivesTheBytesBack, (const Bytes& bytes)) {
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

// A value that two texts name could be signed as one and shown as the other.
RC_GTEST_PROP(BytesProperty, ABase64UrlTextThatIsReadIsTheOnlyOne, ()) {
  const auto digits = rc::gen::element('A', 'B', 'Q', 'g', 'w', '-', '_', '0', '=', '+');
  const auto text = *rc::gen::container<std::string>(digits);
  const auto bytes = from_base64url(text);
  if (bytes) RC_ASSERT(to_base64url(*bytes) == text);
}

RC_GTEST_PROP(BytesProperty, BigEndianOrderIsNumberOrder, (std::uint64_t left, std::uint64_t right)) {
  Bytes left_bytes;
  Bytes right_bytes;
  append_u64(left_bytes, left);
  append_u64(right_bytes, right);
  RC_ASSERT((left < right) == (left_bytes < right_bytes));
  RC_ASSERT(load_u64(left_bytes) == left);
}

RC_GTEST_PROP(BytesProperty, ConstantTimeEqualityIsEquality, (const Bytes& left, const Bytes& right)) {
  RC_ASSERT(equal_constant_time(left, right) == (left == right));
  RC_ASSERT(equal_constant_time(left, copy_of(left)));
}

}  // namespace
}  // namespace mektep
