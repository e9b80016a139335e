#include "client/replica/rights.h"

#include <algorithm>

#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"

namespace mektep::client {
namespace {

const Value* shown_value(const RecordState& state, FieldNumber field) {
  const auto cell = state.cells.find({field, {}});
  return cell == state.cells.end() || cell->second.empty() ? nullptr : &shown_of(cell->second).value;
}

// "<person id in text form>:<role code>"
void take_person(Card& card, const Bytes& element) {
  const auto value = element_value(element);
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  if (text == nullptr) return;
  const auto colon = text->find(':');
  if (colon == std::string::npos) return;
  if (const auto person = record_id_from_text(std::string_view(*text).substr(0, colon))) {
    card.people[*person].push_back(text->substr(colon + 1));
  }
}

}  // namespace

RecordKey card_key(DeviceId device) { return {builtin::card, hashed_record_id(device.value)}; }

std::optional<Card> card_of(const RecordState& state) {
  if (is_gone(state)) return std::nullopt;
  Card card;
  const Value* active = shown_value(state, builtin::card_field::active);
  card.active = active != nullptr && *active == Value{true};
  const Value* key = shown_value(state, builtin::card_field::signing_key);
  const auto* bytes = key == nullptr ? nullptr : std::get_if<Bytes>(key);
  if (bytes != nullptr) {
    if (const auto fixed = fixed_from<32>(*bytes)) card.signing_key = *fixed;
  }
  const Value* name = shown_value(state, builtin::card_field::name);
  const auto* text = name == nullptr ? nullptr : std::get_if<std::string>(name);
  if (text != nullptr) card.name = *text;
  for (const auto& [cell, live] : state.cells) {
    if (cell.field == builtin::card_field::people && !live.empty()) take_person(card, cell.element);
  }
  return card;
}

std::optional<Card> Rights::card(ScopeNumber scope) {
  auto& cards = cards_.get(ground_, [] { return std::map<ScopeNumber, std::optional<Card>>(); });
  if (const auto found = cards.find(scope); found != cards.end()) return found->second;
  auto card = card_of(ground_.tables().read(scope, card_key(ground_.device())).base);
  const auto& identity = ground_.identity_file().identity();
  if (!card && identity && scope != identity->school_scope) {
    card = card_of(ground_.tables().read(identity->school_scope, card_key(ground_.device())).base);
  }
  return cards[scope] = card;
}

std::string Rights::name_of(RecordId person) {
  const auto& identity = ground_.identity_file().identity();
  const RecordType* type = ground_.schema().type("person");
  if (!identity || type == nullptr) return {};
  const RecordRow row = ground_.tables().read(identity->school_scope, {type->number, person});
  const RecordState state = laid_over(row.base, row.pending);
  for (const std::string& field : type->title) {
    const Field* titled = type->field(field);
    const Value* value = titled == nullptr ? nullptr : shown_value(state, titled->number);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
    if (text != nullptr && !text->empty()) return *text;
  }
  return {};
}

std::vector<Writer> Rights::writers() {
  std::vector<Writer> writers;
  const auto& identity = ground_.identity_file().identity();
  if (!identity) return writers;
  const auto own = card(identity->school_scope);
  if (!own) return writers;
  for (const auto& [person, roles] : own->people) writers.push_back({person, name_of(person), roles});
  return writers;
}

bool Rights::is_own_pair(ScopeNumber scope) const {
  const auto& identity = ground_.identity_file().identity();
  if (!identity || kind_of(scope) != ScopeKind::pair) return false;
  const auto [one, other] = schools_of(scope);
  const SchoolNumber own = school_of(identity->school_scope);
  return one == own || other == own;
}

Status Rights::check_grant(ScopeNumber scope) const {
  const auto& granted = granted_.get(ground_, [&] {
    std::map<ScopeNumber, bool> read;
    for (const Grant& grant : grants()) read[grant.scope] = grant.writes;
    return read;
  });
  const auto found = granted.find(scope);
  const auto named = [&](std::string code) {
    return refused(std::move(code)).with("scope", std::to_string(scope.value));
  };
  if (found == granted.end()) return is_own_pair(scope) ? Status(done) : Status(named("scope.not_granted"));
  return found->second ? Status(done) : Status(named("scope.read_only"));
}

Result<std::vector<std::string>> Rights::roles_in(ScopeNumber scope, RecordId person) {
  if (!ground_.identity_file().identity()) return refused("device.not_enrolled");
  if (auto granted = check_grant(scope); !granted) return granted.error();
  const auto own = card(scope);
  if (!own) return refused("device.not_enrolled");
  if (!own->active) return refused("device.revoked");
  const auto found = own->people.find(person);
  if (found == own->people.end()) return wrong_usage("person.not_on_device").with("person", to_text(person));
  return found->second;
}

std::vector<Grant> Rights::grants() const {
  std::vector<Grant> grants;
  auto rows = ground_.database().prepared("SELECT scope, label, writes FROM granted ORDER BY scope");
  while (rows.step()) {
    grants.push_back({rows.column<ScopeNumber>(0), rows.column<std::string>(1), rows.column<bool>(2)});
  }
  return grants;
}

void Rights::put_grants(const std::vector<Grant>& grants) {
  ground_.database().prepared("DELETE FROM granted").run();
  for (const Grant& grant : grants) {
    ground_.database()
        .prepared("INSERT INTO granted(scope, label, writes) VALUES(?, ?, ?)")
        .bind_all(grant.scope, grant.label, grant.writes)
        .run();
  }
}

bool may_write(const RecordType& type, const Field* field, const std::vector<std::string>& roles) {
  const auto& writers = field != nullptr && !field->writers.empty() ? field->writers : type.writers;
  return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
    return std::find(writers.begin(), writers.end(), role) != writers.end();
  });
}

}  // namespace mektep::client
