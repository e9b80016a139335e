#include "server/store/page_tokens.h"

#include "server/store/disk_room.h"
#include "shared/base/limits.h"

namespace mektep::server {
namespace {

Hash32 hash_of(const Secret& secret) { return hash32({view_of("mektep/page"), secret}); }

}  // namespace

Result<Secret> make_page_token(const ServerParts& parts) {
  return unless_full([&]() -> Result<Secret> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    const Secret secret = parts.random.bytes<16>();
    const std::chrono::milliseconds valid_for = limits::enrolment_valid_for;
    (*integration)->work().put_page_token({hash_of(secret), (*integration)->now_ms() + valid_for.count()});
    (*integration)->commit();
    return secret;
  });
}

Result<bool> take_page_token(const ServerParts& parts, const Secret& secret) {
  return unless_full([&]() -> Result<bool> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    const bool taken = (*integration)->work().take_page_token(hash_of(secret), (*integration)->now_ms());
    (*integration)->commit();
    return taken;
  });
}

}  // namespace mektep::server
