#include "shared/crypto/receipt.h"

#include "shared/crypto/fields.h"

namespace mektep {

Bytes signed_bytes(const Receipt& receipt) {
  Bytes out;
  append_u32(out, receipt.scope.value);
  append_u64(out, receipt.stream.value);
  append_u32(out, receipt.sequence.value);
  append_fixed(out, receipt.head);
  out.push_back(static_cast<std::uint8_t>(receipt.level));
  append_u64(out, receipt.position.value);
  append_fixed(out, receipt.log_digest);
  append_u64(out, static_cast<std::uint64_t>(receipt.wall_ms));
  append_u64(out, receipt.epoch.value);
  return out;
}

void sign(Receipt& receipt, const SigningKey& key) {
  receipt.signature = key.sign(context::receipt, signed_bytes(receipt));
}

bool verify(const Receipt& receipt, const PublicKey& key) {
  return verify(key, context::receipt, signed_bytes(receipt), receipt.signature);
}

}  // namespace mektep
