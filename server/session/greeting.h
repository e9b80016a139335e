#pragma once
// The first exchange, as a decision without I/O: a Hello in, a Welcome with the start of a session, an
// enrolment, or a Refusal out. What it must know of the store it asks through GreetingLookup.

#include <optional>
#include <variant>

#include "server/session/session.h"

namespace mektep::server {

class GreetingLookup {
 public:
  virtual ~GreetingLookup() = default;
  virtual std::optional<Device> device(DeviceId id) = 0;
  virtual std::vector<Grant> grants(const Device& device) = 0;
  virtual std::uint32_t schema_version() = 0;
  virtual Epoch epoch() = 0;
  // What the log has of each stream; streams it does not know are left out.
  virtual std::vector<SessionStart::KnownHead> known(const Device& device,
                                                     const std::vector<OwnStream>& streams) = 0;
};

struct Greeted {
  Welcome welcome;
  SessionStart start;
};
struct EnrolmentAsked {
  Welcome welcome;
  EnrolHello hello;
};
using Greeting = std::variant<Greeted, EnrolmentAsked, Refusal>;

// `hello` is at most limits::hello_bytes_max; nothing else of a stranger is decoded before it verified.
Greeting greet(BytesView hello, const ChannelBinding& binding, GreetingLookup& lookup, WallTime now);

}  // namespace mektep::server
