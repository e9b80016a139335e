#include "server/store/returning.h"

#include <algorithm>

#include "server/store/cards.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

template <class Kind>
std::optional<Kind> shown_in(const RecordState& record, FieldNumber field) {
  const auto cell = record.cells.find({field, {}});
  if (cell == record.cells.end()) return std::nullopt;
  const auto* value = std::get_if<Kind>(&shown_of(cell->second).value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

// "0sy7-te4d-n21h-9g:coordinator"; the first person's.
std::string role_of(const CardContent& card) {
  if (card.people.empty()) return {};
  const std::string& first = *card.people.begin();
  return first.substr(first.rfind(':') + 1);
}

bool is_taken(const Reader& reader, std::uint32_t number) {
  const auto devices = reader.devices();
  return std::any_of(devices.begin(), devices.end(), [&](const Device& one) { return one.number == number; });
}

std::optional<Device> device_of(const Integration& integration, const CardContent& card, const RecordState& record,
                                SchoolNumber school, const Reader& reader) {
  const auto certificate = decode_device_certificate(card.certificate);
  if (!certificate || !verify(*certificate, integration.parts().keys.certificate.server)) return std::nullopt;
  if (is_taken(reader, certificate->number)) return std::nullopt;  // never two devices of one number
  Device device;
  device.number = certificate->number;
  device.id = device_id_of(certificate->signing);
  device.signing = certificate->signing;
  device.box = certificate->box;
  device.tls_key_hash = certificate->tls_key_hash;
  device.name = shown_in<std::string>(record, builtin::card_field::name).value_or("");
  device.school = school;
  device.role = role_of(card);
  device.enrolled_ms = certificate->issued_ms;
  device.revoked = !card.active;
  return device;
}

void follow_card(Integration& integration, const RecordState& record, SchoolNumber school) {
  const auto id = shown_in<Bytes>(record, builtin::card_field::device);
  if (!id || id->size() != 8) return;
  const Reader& reader = integration.work().reader();
  const CardContent card = card_content(record);
  auto device = reader.device(DeviceId{load_u64(*id)});
  if (device && (device->revoked || card.active)) return;
  const bool known = device.has_value();
  if (known) {
    device->revoked = true;
  } else if (reader.school(school)) {
    device = device_of(integration, card, record, school, reader);
  }
  if (!device) return;
  integration.work().put_device(*device);
  const std::string which = "device " + std::to_string(device->number);
  if (known) {
    integration.audit({}, "device.revoked", which);
  } else {
    integration.audit({}, "device.returned", which);
  }
}

void follow_school(Integration& integration, const RecordType& type, const RecordState& record) {
  const Field* code_field = type.field("code");
  const Field* number_field = type.field("number");
  if (code_field == nullptr || number_field == nullptr) return;
  const auto code = shown_in<std::string>(record, code_field->number);
  const auto number = shown_in<std::int64_t>(record, number_field->number);
  if (!code || !number || *number < 1 || *number > school_number_max) return;
  const Reader& reader = integration.work().reader();
  const SchoolNumber school{static_cast<std::uint32_t>(*number)};
  if (reader.school(school) || reader.school(*code)) return;
  integration.work().put_school({school, *code});
  integration.audit({}, "school.returned", *code);
}

}  // namespace

void Returning::derive(Integration& integration, ScopeNumber scope) {
  const bool is_school = kind_of(scope) == ScopeKind::school;
  if (!is_school && scope != network_scope) return;
  const RecordType* school_type = integration.parts().store.schema().type("school");
  for (const auto& [key, before] : integration.scope(scope).before()) {
    if (is_school && key.type == builtin::card) {
      follow_card(integration, integration.record(scope, key), school_of(scope));
    } else if (!is_school && school_type != nullptr && key.type == school_type->number) {
      follow_school(integration, *school_type, integration.record(scope, key));
    }
  }
}

}  // namespace mektep::server
