#include "server/app/address.h"

#include <charconv>

namespace mektep::server {
namespace {

constexpr char address_file[] = "address.txt";
constexpr std::size_t address_bytes_max = 512;

Error bad(std::string_view text) { return wrong_usage("net.address_bad").with("address", std::string(text)); }

}  // namespace

Result<Address> parse_address(std::string_view text, std::uint16_t default_port) {
  Address address{std::string(text), default_port};
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  const auto closing = text.find(']');
  if (bracketed && closing == std::string_view::npos) return bad(text);
  const bool has_port = colon != std::string_view::npos && (!bracketed || colon > closing);
  if (has_port) {
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (error != std::errc() || end != digits.data() + digits.size()) return bad(text);
    address.host = text.substr(0, colon);
  }
  if (bracketed) address.host = text.substr(1, closing - 1);
  if (bracketed && has_port && closing + 1 != colon) return bad(text);
  if (!bracketed && address.host.find(':') != std::string::npos) return bad(text);  // IPv6 needs its brackets
  return address;
}

std::string to_text(const Address& address) {
  const bool needs_brackets = address.host.find(':') != std::string::npos;
  return (needs_brackets ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::string reachable_host(const std::string& listened) {
  const bool any = listened.empty() || listened == "0.0.0.0" || listened == "::";
  return any ? "127.0.0.1" : listened;
}

Status remember_address(Files& files, const Path& directory, const Address& address) {
  return files.write(directory / address_file, view_of(to_text(address)));
}

Result<Address> remembered_address(const Files& files, const Path& directory) {
  const auto text = files.read(directory / address_file, address_bytes_max);
  if (!text) return refused("enrol.no_address");
  return parse_address(text_of(*text), 0);
}

}  // namespace mektep::server
