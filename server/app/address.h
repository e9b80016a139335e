#pragma once
// Where the server listens and how others reach it. Pure, but for the file that remembers it.

#include <string>
#include <string_view>

#include "shared/base/files.h"

namespace mektep::server {

struct Address {
  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const Address&, const Address&) = default;
};

// "HOST:PORT", "[::1]:8443", ":8443" (any address), "HOST". Fails with net.address_bad (address).
Result<Address> parse_address(std::string_view text, std::uint16_t default_port);
std::string to_text(const Address& address);

// A name that the server's own machine can be reached by: an address that means "all of them" does not do.
std::string reachable_host(const std::string& listened);

// The address of the server that served this folder last, for the links that other runs make.
Status remember_address(Files& files, const Path& directory, const Address& address);
// Fails with enrol.no_address.
Result<Address> remembered_address(const Files& files, const Path& directory);

}  // namespace mektep::server
