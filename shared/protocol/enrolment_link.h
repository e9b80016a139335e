#pragma once
// The one-time link that enrols a device: where the server is, how it is recognised, and a secret.
//   mektep://HOST:PORT/enrol?secret=S&pin=P[&pin=P]&until=UNIX_SECONDS
// S: 16 bytes, P: SPKI hash of 32 bytes, both base64url. `mektepd enrol` prints it, also as a QR code.

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/result.h"

namespace mektep {

struct EnrolmentLink {
  std::string host;  // a name or an address, an IPv6 one without brackets
  std::uint16_t port = 0;
  FixedBytes<16> secret{};
  std::vector<FixedBytes<32>> pins;
  std::int64_t until_s = 0;
  friend bool operator==(const EnrolmentLink&, const EnrolmentLink&) = default;
};

std::string to_text(const EnrolmentLink& link);
// Fails with enrol.link_malformed. An expired link is read as well, as is one that names no time: the
// server's clock decides.
Result<EnrolmentLink> parse_enrolment_link(std::string_view text);

}  // namespace mektep
