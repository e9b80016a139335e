#include "client/replica/inspection.h"

#include "client/replica/log_start.h"
#include "client/replica/rights.h"
#include "shared/base/limits.h"
#include "shared/crypto/chain.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

std::optional<PublicKey> key_of(Ground& ground, DeviceId device, const ScopeLedger& ledger) {
  if (ledger.is_server(device)) return ground.identity_file().identity()->server.server;
  const auto card = card_of(ledger.record(card_key(device)));
  return card ? std::optional(card->signing_key) : std::nullopt;
}

// The code of what is wrong with a pack, or nothing.
std::string fault_in(Ground& ground, const LoggedPack& pack, const ScopeLedger& ledger) {
  const auto opened = open_pack(pack.bytes);
  if (!opened || opened->content.head != pack.head) return "doctor.bad_pack";
  const auto key = key_of(ground, opened->content.device, ledger);
  if (!key) return "doctor.unknown_device";
  return verify_seal(*opened, *key) ? "" : "doctor.bad_seal";
}

// The first fault of a scope's log.
std::optional<LogFault> first_fault(Ground& ground, ScopeNumber scope, std::size_t& packs) {
  const ScopeLedger ledger = ground.ledger(scope);
  auto [position, digest] = log_start(ground.database(), scope);
  for (auto slice = ground.log().read_after(scope, position, limits::read_bytes_max); !slice.empty();
       slice = ground.log().read_after(scope, position, limits::read_bytes_max)) {
    for (const LoggedPack& pack : slice) {
      ++packs;
      if (pack.position.value != ++position.value) return LogFault{scope, pack.position, "doctor.log_gap"};
      if (auto code = fault_in(ground, pack, ledger); !code.empty()) return LogFault{scope, position, std::move(code)};
      digest = log_digest_after(digest, pack.head);
    }
  }
  const bool at_end = position == ledger.head().position && digest == ledger.head().log_digest;
  return at_end ? std::nullopt : std::optional(LogFault{scope, position, "doctor.log_digest"});
}

}  // namespace

Inspection inspect(Ground& ground) {
  Inspection found;
  const auto integrity = ground.database().check_integrity();
  found.file_sound = integrity.ok();
  if (!found.file_sound || !ground.identity_file().identity()) return found;
  ground.renew();
  for (const ScopeNumber scope : ground.log().scopes()) {
    if (auto fault = first_fault(ground, scope, found.packs)) found.faults.push_back(std::move(*fault));
  }
  return found;
}

}  // namespace mektep::client
