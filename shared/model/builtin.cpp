#include "shared/model/builtin.h"

namespace mektep::builtin {
namespace {

Field field(FieldNumber number, std::string name, FieldKind kind) {
  Field made;
  made.number = number;
  made.name = std::move(name);
  made.kind = kind;
  return made;
}

RecordType type(TypeNumber number, std::string name, ScopeKind scope) {
  RecordType made;
  made.number = number;
  made.name = std::move(name);
  made.scope = scope;
  made.writers = {"server"};
  return made;
}

// Cards stand in every scope; the kind named here is only the first.
RecordType card_type() {
  RecordType made = type(card, "card", ScopeKind::network);
  made.natural_key = {"device"};
  made.title = {"name"};
  made.fields = {field(card_field::device, "device", FieldKind::text),
                 field(card_field::signing_key, "signing_key", FieldKind::text),
                 field(card_field::box_key, "box_key", FieldKind::text),
                 field(card_field::tls_key, "tls_key", FieldKind::text),
                 field(card_field::certificate, "certificate", FieldKind::text),
                 field(card_field::active, "active", FieldKind::boolean),
                 field(card_field::people, "people", FieldKind::set),
                 field(card_field::name, "name", FieldKind::text)};
  made.fields[6].element = ElementKind::text;
  return made;
}

RecordType schema_record_type() {
  RecordType made = type(schema_type, "schema_type", ScopeKind::network);
  made.fields = {field(schema_field::document, "document", FieldKind::long_text),
                 field(schema_field::version, "version", FieldKind::integer)};
  return made;
}

RecordType answer_type() {
  RecordType made = type(answer, "answer", ScopeKind::desk);
  made.natural_key = {"about"};
  made.fields = {field(answer_field::about, "about", FieldKind::reference),
                 field(answer_field::state, "state", FieldKind::code),
                 field(answer_field::at_ms, "at_ms", FieldKind::integer),
                 field(answer_field::agrees, "agrees", FieldKind::boolean),
                 field(answer_field::findings, "findings", FieldKind::long_text),
                 field(answer_field::digest, "digest", FieldKind::text)};
  made.fields[1].codebook = "statuses";
  return made;
}

}  // namespace

std::vector<RecordType> types() { return {card_type(), schema_record_type(), answer_type()}; }

}  // namespace mektep::builtin
