#pragma once
// Whether a way to the server leads through an HTTP proxy, and which: what the person said, else what the
// environment says, as other programs read it. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace mektep::net {

struct ProxyAddress {
  std::string host;
  std::uint16_t port = 0;
  std::string credentials;  // user:password in base64; empty: none
  friend bool operator==(const ProxyAddress&, const ProxyAddress&) = default;
};

// Where the wishes come from; empty where nobody said anything.
struct ProxyWish {
  std::string given;        // by the person: a URL, or "none" for no proxy at all
  std::string environment;  // HTTPS_PROXY, else ALL_PROXY
  std::string exceptions;   // NO_PROXY: names with what ends in them, addresses, "*"; parted by commas
};

// [http://][user:password@]host[:port][/]. Fails with net.proxy_bad(given).
Result<ProxyAddress> parse_proxy(std::string_view given);

// Empty: straight. A server on this machine is reached straight unless the person said otherwise.
Result<std::optional<ProxyAddress>> proxy_for(const ProxyWish& wish, std::string_view host, std::uint16_t port);

}  // namespace mektep::net
