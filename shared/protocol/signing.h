#pragma once
// Signatures of what leaves the server's own connection: marks and snapshots. Made with the receipt key;
// signed is every field but the signature, in fixed form (crypto/fields.h). Pure; any thread.

#include "shared/crypto/keys.h"
#include "shared/protocol/file_message.h"
#include "shared/protocol/recovery_message.h"

namespace mektep {

void sign(SignedMark& mark, const SigningKey& key);
bool verify(const SignedMark& mark, const PublicKey& key);

void sign(SnapshotOffer& offer, const SigningKey& key);
bool verify(const SnapshotOffer& offer, const PublicKey& key);

}  // namespace mektep
