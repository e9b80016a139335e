#include "shared/net/proxy.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <charconv>

#include "shared/base/bytes.h"

namespace mektep::net {
namespace {

constexpr std::uint16_t usual_port = 8080;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// As HTTP has it: our own spelling is the one for addresses, without padding.
std::string in_base64(std::string_view text) {
  std::string coded = to_base64url(view_of(text));
  std::replace(coded.begin(), coded.end(), '-', '+');
  std::replace(coded.begin(), coded.end(), '_', '/');
  coded.resize((coded.size() + 3) / 4 * 4, '=');
  return coded;
}

bool is_on_this_machine(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return !error && address.is_loopback();
}

// "example.kz" and ".example.kz" mean the name and all below it.
bool excepts(std::string_view exception, const std::string& host, std::uint16_t port) {
  if (exception == "*") return true;
  std::string name = lower(exception);
  const auto colon = name.rfind(':');
  if (colon != std::string::npos && name.find(':') == colon) {
    if (name.substr(colon + 1) != std::to_string(port)) return false;
    name.resize(colon);
  }
  if (name.starts_with("*.")) name.erase(0, 1);
  const bool any_below = name.starts_with('.');
  const std::string bare = any_below ? name.substr(1) : name;
  return !bare.empty() && (host == bare || host.ends_with("." + bare));
}

bool is_excepted(std::string_view list, const std::string& host, std::uint16_t port) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (excepts(trimmed(list.substr(0, comma)), host, port)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

Result<ProxyAddress> parse_proxy(std::string_view given) {
  const auto bad = [given] { return wrong_usage("net.proxy_bad").with("given", std::string(given)); };
  std::string text(trimmed(given));
  if (text.find("://") == std::string::npos) text.insert(0, "http://");
  const auto url = boost::urls::parse_uri(boost::core::string_view(text.data(), text.size()));
  if (!url || url->scheme() != "http" || url->host().empty()) return bad();
  if (!(url->encoded_path().empty() || url->encoded_path() == "/") || url->has_query()) return bad();
  ProxyAddress proxy;
  proxy.host = url->host_address();
  const auto digits = url->port();
  proxy.port = usual_port;
  if (!digits.empty()) {
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, proxy.port);
    if (read.ec != std::errc{} || read.ptr != end) return bad();
  }
  if (proxy.port == 0 || proxy.host.empty()) return bad();
  if (url->has_userinfo()) proxy.credentials = in_base64(url->user() + ":" + url->password());
  return proxy;
}

Result<std::optional<ProxyAddress>> proxy_for(const ProxyWish& wish, std::string_view host, std::uint16_t port) {
  using Answer = std::optional<ProxyAddress>;
  if (lower(wish.given) == "none") return Answer();
  if (!wish.given.empty()) {
    auto proxy = parse_proxy(wish.given);
    if (!proxy) return proxy.error();
    return Answer(std::move(*proxy));
  }
  const std::string name = lower(host);
  if (wish.environment.empty() || is_on_this_machine(name) || is_excepted(wish.exceptions, name, port)) {
    return Answer();
  }
  auto proxy = parse_proxy(wish.environment);
  if (!proxy) return proxy.error();
  return Answer(std::move(*proxy));
}

}  // namespace mektep::net
