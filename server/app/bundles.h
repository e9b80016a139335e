#pragma once
// Sticks at the office: takes in what a device sent by hand, and makes what goes back to it, with the words of a
// link (Welcome, Grants, Receipt, Need, Feed, Mark, snapshots), sealed to the device (shared/bundle/bundle.h).
// Everything is admitted by the same writer's rules as over a link. Thread: the verb's; one transaction a batch.

#include "server/app/folder.h"
#include "server/session/file_desk.h"
#include "server/session/snapshot_desk.h"
#include "shared/bundle/bundle.h"

namespace mektep::server {

// What a device said, and what became of it.
struct BundleIn {
  Device device;
  std::vector<Cursor> cursors;
  std::size_t packs = 0;
  std::size_t stored = 0;   // for good, now or before
  std::size_t waiting = 0;  // for packs of another stick
  std::size_t refused = 0;
  std::size_t photos = 0;   // attachments that are stored now
  std::vector<Message> answers;  // receipts and needs
};

// Fails as open_bundle does, with bundle.malformed, bundle.unknown_device, bundle.revoked, and as the store does.
Result<BundleIn> take_bundle(const ServerParts& parts, const Reader& reader, FileDesk& desk, BytesView file);

// For a device that stands at these cursors: everything after them, or all of it where it has nothing.
// `answers` go in front. Fails with bundle.too_large (size, limit).
Result<Bytes> make_bundle(ServerFolder& folder, const Reader& reader, const SnapshotDesk& snapshots,
                          const Surroundings& place, const Device& device, const std::vector<Cursor>& cursors,
                          const std::vector<Message>& answers);

}  // namespace mektep::server
