#include "shared/pack/body.h"

#include "shared/codec/archive.h"
#include "shared/codec/dictionary.h"

namespace mektep {
namespace {

constexpr std::size_t entry_bytes_min = 2;

std::vector<BodyEntry> read_entries(InArchive& archive, std::size_t count) {
  archive.require(count <= archive.remaining() / entry_bytes_min, "size");
  std::vector<BodyEntry> entries(count);
  for (BodyEntry& entry : entries) {
    entry.change = archive.bytes();
    if (entry.erased()) archive(entry.leaf);
  }
  return entries;
}

// Keys of what remains: of the salt, or those that stand in its place.
Status key_entries(const Envelope& envelope, std::vector<BodyEntry>& entries) {
  std::size_t used = 0;
  for (std::uint32_t index = 0; index < entries.size(); ++index) {
    BodyEntry& entry = entries[index];
    if (entry.erased()) continue;
    if (!envelope.salt && used == envelope.keys.size()) break;
    entry.key = envelope.salt ? leaf_key(*envelope.salt, index) : envelope.keys[used];
    entry.leaf = leaf_of(entry.key, entry.change);
    ++used;
  }
  const std::size_t expected = envelope.salt ? entries.size() : envelope.keys.size();
  const auto remaining = static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const BodyEntry& entry) { return !entry.erased(); }));
  if (used != expected || used != remaining) {
    return refused("pack.malformed").with("what", "keys").with("offset", "0");
  }
  return done;
}

}  // namespace

Hash32 Body::root() const {
  std::vector<Hash32> leaves;
  leaves.reserve(entries.size());
  for (const BodyEntry& entry : entries) leaves.push_back(entry.leaf);
  return root_of(leaves);
}

Result<Body> open_body(const Envelope& envelope) {
  auto raw = unpack(envelope.packed, envelope.dictionary, envelope.raw_length);
  if (!raw) return as_pack_error(raw.error());
  Body body;
  body.raw = *std::move(raw);
  auto entries =
      read_whole(body.raw, [&](InArchive& archive) { return read_entries(archive, envelope.header.count); });
  if (!entries) return as_pack_error(entries.error());
  body.entries = *std::move(entries);
  const Status keyed = key_entries(envelope, body.entries);
  if (!keyed) return keyed.error();
  return body;
}

Bytes encode_body(const std::vector<BodyEntry>& entries) {
  OutArchive archive;
  for (const BodyEntry& entry : entries) {
    archive.bytes(entry.change);
    if (entry.erased()) archive(entry.leaf);
  }
  return archive.take();
}

}  // namespace mektep
