#include "shared/protocol/signing.h"

#include "shared/crypto/fields.h"

namespace mektep {
namespace {

Bytes signed_bytes(const SignedMark& mark) {
  Bytes out;
  append_u32(out, mark.mark.scope.value);
  append_u64(out, mark.mark.position.value);
  append_fixed(out, mark.mark.log_digest);
  append_fixed(out, mark.mark.state_digest);
  append_u64(out, mark.mark.backed_up.value);
  append_u64(out, static_cast<std::uint64_t>(mark.mark.wall_ms));
  append_u64(out, mark.epoch.value);
  return out;
}

Bytes signed_bytes(const SnapshotOffer& offer) {
  Bytes out;
  append_u32(out, offer.scope.value);
  append_u64(out, offer.position.value);
  append_fixed(out, offer.log_digest);
  append_fixed(out, offer.state_digest);
  append_u64(out, offer.epoch.value);
  append_fixed(out, offer.file);
  append_u64(out, offer.size);
  return out;
}

}  // namespace

void sign(SignedMark& mark, const SigningKey& key) { mark.signature = key.sign(context::mark, signed_bytes(mark)); }

bool verify(const SignedMark& mark, const PublicKey& key) {
  return verify(key, context::mark, signed_bytes(mark), mark.signature);
}

void sign(SnapshotOffer& offer, const SigningKey& key) {
  offer.signature = key.sign(context::snapshot, signed_bytes(offer));
}

bool verify(const SnapshotOffer& offer, const PublicKey& key) {
  return verify(key, context::snapshot, signed_bytes(offer), offer.signature);
}

}  // namespace mektep
