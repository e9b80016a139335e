#pragma once
// Requests and answers as values, and the names that the sync upgrade uses in them.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mektep::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The value of the first header of that name, in any case; empty when there is none.
std::string_view header_of(const Headers& headers, std::string_view name);

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  Headers headers;
  std::string body;
};

// Content-Length and Connection are added on the way.
struct HttpResponse {
  unsigned status = 200;
  Headers headers;
  std::string body;
};

inline constexpr std::string_view sync_target = "/sync";
inline constexpr std::string_view sync_protocol = "mektep.1";
// base64url without padding, each.
inline constexpr std::string_view hello_header = "Mektep-Hello";
inline constexpr std::string_view welcome_header = "Mektep-Welcome";
inline constexpr std::string_view refusal_header = "Mektep-Refusal";
inline constexpr std::string_view retry_after_header = "Retry-After";

}  // namespace mektep::net
