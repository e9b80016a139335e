#pragma once
// What a device has for the server, as files for a stick: the same words as over a link (Hello, Know, Push), sealed
// to the server (shared/bundle/bundle.h). Whoever carries them reads nothing. Until the server's answer comes back
// everything stays here and goes into the next files too; the server passes over what it has.
// Thread: the replica's. Nothing is written to the disk but seals.

#include "client/replica/replica.h"
#include "shared/bundle/bundle.h"

namespace mektep::client {

struct OutgoingBundles {
  std::vector<Bytes> files;  // each stands alone; the order of taking them in does not matter
  std::size_t packs = 0;
  std::size_t photos = 0;  // and documents
  std::size_t changes_unsent = 0;  // what the device counts as not sent, all of it in the files
};

// Seals what was saved and takes all that has no receipt, attachments last. `bytes_max`: of one file; a pack or an
// attachment that is larger has one for itself.
// Fails with replica.not_enrolled, replica.busy, bundle.too_large (size, limit).
Result<OutgoingBundles> make_bundles(Replica& replica, const Keys& keys, const Environment& environment,
                                     std::size_t bytes_max);

}  // namespace mektep::client
