#include "shared/protocol/enrolment_link.h"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

namespace mektep {
namespace {

constexpr std::size_t link_bytes_max = 1024;
constexpr std::size_t pins_max = 4;

template <std::size_t Size>
bool read_fixed(std::string_view text, FixedBytes<Size>& out) {
  const auto bytes = from_base64url(text);
  if (!bytes) return false;
  const auto fixed = fixed_from<Size>(*bytes);
  if (fixed) out = *fixed;
  return fixed.has_value();
}

bool read_parameter(EnrolmentLink& link, bool& has_secret, std::string_view key, std::string_view value) {
  if (key == "secret") return has_secret = read_fixed(value, link.secret);
  if (key == "until") {
    const char* const end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, link.until_s);
    return read.ec == std::errc{} && read.ptr == end;
  }
  if (key != "pin") return true;  // of a later program
  FixedBytes<32> pin{};
  if (link.pins.size() >= pins_max || !read_fixed(value, pin)) return false;
  link.pins.push_back(pin);
  return true;
}

}  // namespace

std::string to_text(const EnrolmentLink& link) {
  boost::urls::url url;
  url.set_scheme("mektep");
  url.set_host_address(link.host);
  url.set_port_number(link.port);
  url.set_path("/enrol");
  url.params().append({"secret", to_base64url(link.secret)});
  for (const auto& pin : link.pins) url.params().append({"pin", to_base64url(pin)});
  url.params().append({"until", std::to_string(link.until_s)});
  return std::string(url.buffer());
}

Result<EnrolmentLink> parse_enrolment_link(std::string_view text) {
  const Error malformed = refused("enrol.link_malformed");
  if (text.size() > link_bytes_max) return malformed;
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed || parsed->scheme() != "mektep" || parsed->path() != "/enrol") return malformed;
  EnrolmentLink link;
  link.host = parsed->host_address();
  link.port = parsed->port_number();
  if (link.host.empty() || link.port == 0) return malformed;
  bool has_secret = false;
  for (const auto parameter : parsed->params()) {
    if (!read_parameter(link, has_secret, parameter.key, parameter.value)) return malformed;
  }
  if (!has_secret || link.pins.empty()) return malformed;
  return link;
}

}  // namespace mektep
