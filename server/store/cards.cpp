#include "server/store/cards.h"

#include <algorithm>

#include "server/store/own_record.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

namespace field = builtin::card_field;

}  // namespace

RecordKey card_key(DeviceId device) { return {builtin::card, hashed_record_id(device.value)}; }

std::string card_person(RecordId person, std::string_view role) {
  return to_text(person) + ":" + std::string(role);
}

CardContent card_content(const RecordState& card) {
  CardContent content;
  content.active = false;
  for (const auto& [key, cell] : card.cells) {
    const Value& value = shown_of(cell).value;
    if (key.field == field::people) {
      const auto element = element_value(key.element);
      const auto* text = element ? std::get_if<std::string>(&*element) : nullptr;
      if (text != nullptr) content.people.insert(*text);
    } else if (const auto* active = std::get_if<bool>(&value);
               active != nullptr && key.field == field::active) {
      content.active = *active;
    } else if (const auto* bytes = std::get_if<Bytes>(&value);
               bytes != nullptr && key.field == field::certificate) {
      content.certificate = *bytes;
    }
  }
  return content;
}

std::vector<ScopeNumber> scopes_of_school(const Reader& reader, SchoolNumber school) {
  std::vector<ScopeNumber> scopes{school_scope(school), desk_scope(school)};
  for (const ScopeNumber scope : reader.scopes()) {
    if (kind_of(scope) != ScopeKind::pair) continue;
    const auto [one, other] = schools_of(scope);
    if (one == school || other == school) scopes.push_back(scope);
  }
  return scopes;
}

std::vector<Op> card_ops(Integration& integration, ScopeNumber scope, const Device& device,
                         const CardContent& content) {
  std::vector<Bytes> people;
  for (const std::string& person : content.people) people.push_back(element_key(ElementKind::text, person));
  Bytes id;
  append_u64(id, device.id.value);
  const RecordKey key = card_key(device.id);
  OwnRecord card(key, integration.record(scope, key));
  card.set(field::device, id)
      .set(field::signing_key, copy_of(device.signing))
      .set(field::box_key, copy_of(device.box))
      .set(field::certificate, content.certificate)
      .set(field::active, content.active)
      .set_elements(field::people, people)
      .set(field::name, device.name);
  const bool has_tls_key = device.tls_key_hash != FixedBytes<32>{};
  if (has_tls_key) card.set(field::tls_key, copy_of(device.tls_key_hash));
  return card.take();
}

bool open_pair(Integration& integration, ScopeNumber pair) {
  const Reader& reader = integration.work().reader();
  const auto [one, other] = schools_of(pair);
  if (!reader.school(one) || !reader.school(other)) return false;
  std::vector<OwnChange> cards;
  for (const Device& device : reader.devices()) {
    if ((device.school != one && device.school != other) || device.revoked) continue;
    const CardContent content =
        card_content(integration.record(school_scope(device.school), card_key(device.id)));
    cards.push_back({pair, {}, card_ops(integration, pair, device, content)});
  }
  return !cards.empty() && integration.write(cards).ok();
}

}  // namespace mektep::server
