// What a contact says besides the log: epoch, grants, where we stand; and packs that came another way.

#include <algorithm>

#include "client/replica/intake.h"
#include "client/replica/replica_files.h"
#include "shared/base/limits.h"
#include "shared/model/scope.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

// Sites and topics are followed on request only.
bool is_followed(ScopeNumber scope) {
  const auto kind = kind_of(scope);
  return kind == ScopeKind::network || kind == ScopeKind::school || kind == ScopeKind::desk ||
         kind == ScopeKind::pair;
}

}  // namespace

std::vector<Cursor> Intake::cursors() {
  ground_.renew();
  std::vector<Cursor> cursors;
  for (const Grant& grant : rights_.grants()) {
    if (!is_followed(grant.scope)) continue;
    const auto head = ground_.log().head(grant.scope);
    cursors.push_back(head ? Cursor{grant.scope, head->position, head->log_digest}
                           : Cursor{grant.scope, {}, {}});
  }
  return cursors;
}

Status Intake::take_epoch(Epoch epoch, std::int64_t server_wall_ms) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const Epoch before = ground_.epoch();
  auto& database = ground_.database();
  write_setting(database, setting::server_wall_ms, server_wall_ms);
  write_setting(database, setting::last_contact_ms, ground_.environment().clock.wall().ms);
  if (before != epoch) {
    write_setting(database, setting::epoch, static_cast<std::int64_t>(epoch.value));
    // The restored log may crown the other branch, and it has answered for nothing yet.
    if (before.value != 0) {
      offer_files_again(database);
      ground_.raw().release_held();
      pending_.forget_answers();
      for (const ScopeNumber scope : ground_.raw().scopes()) {
        ScopeLedger ledger(database, ground_.tables(), scope, ground_.servers());
        Moved moved;
        moved.meaning = true;
        pending_.settle(ledger, moved);
      }
    }
  }
  turn->commit();
  return done;
}

Status Intake::take_grants(const Grants& grants) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  auto known = rights_.grants();
  const auto by_scope = [](const Grant& left, const Grant& right) { return left.scope < right.scope; };
  auto wanted = grants.grants;
  std::sort(wanted.begin(), wanted.end(), by_scope);
  if (known == wanted) return done;
  rights_.put_grants(wanted);
  turn->commit();
  ground_.forget();
  return done;
}

Status Intake::take_raw(BytesView bytes) {
  const auto opened = open_pack(bytes);
  if (!opened) return refused("raw.malformed").with("what", opened.error().code);
  const PackContent& content = opened->content;
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  if (ground_.log().position_of(content.scope, content.head)) return done;
  ScopeLedger ledger(ground_.database(), ground_.tables(), content.scope, ground_.servers());
  const auto key = key_of(content.device, ledger);
  // A pack of a device without a card waits for the card; until then nobody can judge it.
  if (key && !verify_seal(*opened, *key)) return refused("raw.bad_seal");
  const auto held = ground_.database()
                        .prepared("SELECT coalesce(sum(length(bytes)), 0) FROM raw WHERE own = 0")
                        .first<std::size_t>()
                        .value_or(0);
  if (held + bytes.size() > limits::relayed_bytes_max) {
    return refused("raw.full")
        .with("size", std::to_string(held))
        .with("limit", std::to_string(limits::relayed_bytes_max));
  }
  if (!ground_.raw().put(content, bytes, false)) return done;
  notice_twin(content);
  pending_.settle(ledger, {});
  turn->commit();
  ground_.forget();
  return done;
}

}  // namespace mektep::client
