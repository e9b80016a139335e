#include "server/session/greeting.h"

#include "shared/base/limits.h"
#include "shared/protocol/compatibility.h"

namespace mektep::server {
namespace {

// Packs that may be under way before the writer answered: a few seconds of a good link.
constexpr std::uint32_t credit_bytes = 256 * 1024;

Greeting greet_device(const Hello& hello, const ChannelBinding& binding, GreetingLookup& lookup, WallTime now) {
  const auto protocol = common_protocol(hello.protocol);
  if (!protocol) return Refusal{"session.protocol_unknown", 0};
  const auto device = lookup.device(hello.device);
  // One answer for a stranger and for a wrong signature: neither learns which devices exist.
  if (!device || !verify(hello, binding, device->signing)) return Refusal{"session.unknown_device", 0};
  if (device->revoked) return Refusal{"session.revoked", 0};

  Greeted greeted;
  greeted.start.protocol = *protocol;
  greeted.start.device = *device;
  greeted.start.device.unsent_changes = hello.unsent_changes;
  greeted.start.device.program = hello.program;
  greeted.start.grants = lookup.grants(*device);
  greeted.start.schema_version = lookup.schema_version();
  greeted.start.cursors = hello.cursors;
  greeted.start.client_streams = hello.streams;
  greeted.start.know_follows = hello.know_follows;
  greeted.start.known = lookup.known(*device, hello.streams);
  greeted.welcome.protocol = *protocol;
  greeted.welcome.epoch = lookup.epoch();
  greeted.welcome.wall_ms = now.ms;
  greeted.welcome.credit = greeted.start.credit = credit_bytes;
  for (const auto& head : greeted.start.known) {
    greeted.welcome.confirmed.push_back({head.scope, head.stream, head.sequence, token_of(head.head)});
  }
  return greeted;
}

}  // namespace

Greeting greet(BytesView hello, const ChannelBinding& binding, GreetingLookup& lookup, WallTime now) {
  if (hello.size() > limits::hello_bytes_max) return Refusal{"protocol.too_large", 0};
  auto decoded = decode_hello(hello);
  if (!decoded) return Refusal{decoded.error().code, 0};
  if (const auto* known = std::get_if<Hello>(&*decoded)) return greet_device(*known, binding, lookup, now);
  const auto& stranger = std::get<EnrolHello>(*decoded);
  const auto protocol = common_protocol(stranger.protocol);
  if (!protocol) return Refusal{"session.protocol_unknown", 0};
  if (!is_acceptable(stranger.signing) || !verify(stranger, binding)) return Refusal{"enrol.refused", 0};
  Welcome welcome;
  welcome.protocol = *protocol;
  welcome.epoch = lookup.epoch();
  welcome.wall_ms = now.ms;
  return EnrolmentAsked{welcome, stranger};
}

}  // namespace mektep::server
