#include "server/http/lookup.h"

#include "server/access/access.h"
#include "server/http/scope_labels.h"

namespace mektep::server {

std::vector<SessionStart::KnownHead> known_heads(const Reader& reader, const Device& device,
                                                 const std::vector<OwnStream>& streams, WallTime now) {
  std::vector<SessionStart::KnownHead> known;
  reader.together([&] {
    for (const auto& asked : streams) {
      const auto stream = reader.stream(asked.scope, asked.stream);
      const auto scope = reader.head(asked.scope);
      // Another device's stream is answered like one that does not exist.
      if (!stream || !scope || stream->device != device.id || !stream->head) continue;
      SessionStart::KnownHead head{asked.scope, asked.stream, stream->sequence, *stream->head, {}};
      head.receipt.scope = asked.scope;
      head.receipt.stream = asked.stream;
      head.receipt.sequence = stream->sequence;
      head.receipt.head = *stream->head;
      head.receipt.position = scope->position;
      head.receipt.log_digest = scope->log_digest;
      head.receipt.wall_ms = now.ms;
      head.receipt.epoch = reader.epoch();
      known.push_back(head);
    }
  });
  return known;
}

std::optional<Device> ReaderLookup::device(DeviceId id) { return reader_.device(id); }

std::vector<Grant> granted(const Reader& reader, const Device& device) {
  std::vector<Grant> grants;
  for (const Access& access : access_of_school(device.school, reader.scopes())) {
    grants.push_back({access.scope, label_of(access.scope, reader), access.writes});
  }
  return grants;
}

std::vector<Grant> ReaderLookup::grants(const Device& device) { return granted(reader_, device); }

std::vector<SessionStart::KnownHead> ReaderLookup::known(const Device& device,
                                                         const std::vector<OwnStream>& streams) {
  return known_heads(reader_, device, streams, now_);
}

}  // namespace mektep::server
