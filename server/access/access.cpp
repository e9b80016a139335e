#include "server/access/access.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/attachment.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "shared/model/text.h"

namespace mektep::server {
namespace {

constexpr char not_on_card[] = "access.not_on_card";
constexpr char not_a_writer[] = "access.not_a_writer";
constexpr char server_only[] = "access.server_only";
constexpr char unknown_type[] = "access.unknown_type";
constexpr char unknown_field[] = "access.unknown_field";
constexpr char wrong_scope[] = "access.wrong_scope";
constexpr char wrong_kind[] = "schema.wrong_kind";
constexpr char too_large[] = "schema.too_large";
constexpr char bad_text[] = "schema.bad_text";

constexpr std::string_view server_role = "server";

std::string why_bad_text(const std::string& text, Lines lines, std::size_t bytes_max) {
  if (text.size() > bytes_max) return too_large;
  return clean_text(text, lines) ? std::string() : bad_text;
}

std::string why_bad_element(const Field& field, const Bytes& element) {
  if (element.size() > limits::element_bytes_max) return too_large;
  const std::optional<Value> value = element_value(element);
  if (!value) return wrong_kind;
  const auto* text = std::get_if<std::string>(&*value);
  if (std::holds_alternative<Bytes>(*value) != (field.element == ElementKind::file)) return wrong_kind;
  if (const auto attachment = attachment_of(*value)) {
    return why_bad_text(attachment->title, Lines::one, limits::file_title_bytes_max);
  }
  const bool is_reference = std::holds_alternative<Reference>(*value);
  if (is_reference != (field.element == ElementKind::reference)) return wrong_kind;
  return text == nullptr ? std::string() : why_bad_text(*text, Lines::one, limits::element_bytes_max);
}

bool refers_to(const Schema& schema, const Field& field, const Reference& reference) {
  const RecordType* target = schema.type(field.target);
  return target == nullptr || target->number == reference.type;
}

bool is_of_kind(const Schema& schema, const Field& field, const Value& value) {
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text:
    case FieldKind::code:
      return std::holds_alternative<std::string>(value);
    case FieldKind::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldKind::decimal:
      return std::holds_alternative<Decimal>(value);
    case FieldKind::date:
      return std::holds_alternative<Date>(value);
    case FieldKind::boolean:
      return std::holds_alternative<bool>(value);
    case FieldKind::reference: {
      const auto* reference = std::get_if<Reference>(&value);
      return reference != nullptr && refers_to(schema, field, *reference);
    }
    case FieldKind::set:
      return false;
  }
  return true;
}

// What a later program wrote cannot be judged here; it is kept and forwarded as it is.
std::string why_bad_value(const Schema& schema, const Field& field, const Op& op) {
  if (field.kind == FieldKind::set) return why_bad_element(field, op.cell.element);
  if (field.kind != FieldKind::long_text && !op.cell.element.empty()) return wrong_kind;
  if (op.kind != OpKind::write || std::holds_alternative<UnknownValue>(op.value)) return {};
  if (std::holds_alternative<Nothing>(op.value)) return {};
  if (!is_of_kind(schema, field, op.value)) return wrong_kind;
  const auto* text = std::get_if<std::string>(&op.value);
  if (text == nullptr) return {};
  return field.kind == FieldKind::long_text ? why_bad_text(*text, Lines::many, limits::paragraph_bytes_max)
                                            : why_bad_text(*text, Lines::one, limits::scalar_bytes_max);
}

// One author on one device.
class Question {
 public:
  Question(const Schema& schema, const std::vector<CardPerson>& people, ScopeNumber scope, RecordId author)
      : schema_(schema), scope_(scope) {
    for (const CardPerson& person : people) {
      if (person.person == author) roles_.push_back(person.role);
    }
  }

  std::string why_not(const Change& change) const;

 private:
  std::string why_not(const Op& op) const;
  std::string why_not_among(const std::vector<std::string>& writers) const;

  const Schema& schema_;
  ScopeNumber scope_;
  std::vector<std::string> roles_;
};

std::string Question::why_not(const Change& change) const {
  if (roles_.empty()) return not_on_card;
  for (const Op& op : change.ops) {
    if (std::string why = why_not(op); !why.empty()) return why;
  }
  return {};
}

std::string Question::why_not(const Op& op) const {
  if (!is_cell_op(op.kind) || op.record.type.value < 32) return server_only;
  const RecordType* type = schema_.type(op.record.type);
  if (type == nullptr) return unknown_type;
  if (kind_of(scope_) != type->scope) return wrong_scope;
  const bool of_life = op.kind == OpKind::withdraw || op.kind == OpKind::restore;
  if (of_life != (op.cell.field == life_field)) return wrong_kind;
  if (of_life) return why_not_among(type->writers);
  const Field* field = type->field(op.cell.field);
  if (field == nullptr) return unknown_field;
  std::string why = why_not_among(field->writers.empty() ? type->writers : field->writers);
  return why.empty() ? why_bad_value(schema_, *field, op) : why;
}

std::string Question::why_not_among(const std::vector<std::string>& writers) const {
  for (const std::string& role : roles_) {
    if (std::find(writers.begin(), writers.end(), role) != writers.end()) return {};
  }
  const bool nobody = std::all_of(writers.begin(), writers.end(),
                                  [](const std::string& writer) { return writer == server_role; });
  return nobody ? server_only : not_a_writer;
}

}  // namespace

std::vector<CardPerson> people_on_card(const RecordState& card) {
  std::vector<CardPerson> people;
  const CellKey first{builtin::card_field::people, {}};
  for (auto cell = card.cells.lower_bound(first); cell != card.cells.end(); ++cell) {
    if (cell->first.field != builtin::card_field::people) break;
    const std::optional<Value> element = element_value(cell->first.element);
    const auto* text = element ? std::get_if<std::string>(&*element) : nullptr;
    const std::size_t colon = text == nullptr ? std::string::npos : text->find(':');
    if (colon == std::string::npos) continue;
    const auto person = record_id_from_text(std::string_view(*text).substr(0, colon));
    if (person) people.push_back({*person, text->substr(colon + 1)});
  }
  return people;
}

std::string why_not_written(const Schema& schema, const RecordState& card, ScopeNumber scope,
                            const Change& change) {
  return Question(schema, people_on_card(card), scope, change.author).why_not(change);
}

std::vector<std::string> why_not_written(const Schema& schema, const RecordState& card,
                                         const PackContent& pack) {
  const std::vector<CardPerson> people = people_on_card(card);
  std::vector<std::string> why;
  why.reserve(pack.changes.size());
  for (const Change& change : pack.changes) {
    why.push_back(Question(schema, people, pack.scope, change.author).why_not(change));
  }
  return why;
}

bool may_read(SchoolNumber school, ScopeNumber scope) {
  switch (kind_of(scope).value_or(ScopeKind::site)) {
    case ScopeKind::network:
      return true;
    case ScopeKind::school:
    case ScopeKind::desk:
      return school_of(scope) == school;
    case ScopeKind::pair: {
      const auto [one, other] = schools_of(scope);
      return one == school || other == school;
    }
    case ScopeKind::site:
    case ScopeKind::topic:
      return false;
  }
  return false;
}

std::vector<Access> access_of_school(SchoolNumber school, const std::vector<ScopeNumber>& scopes) {
  std::vector<Access> access{
      {network_scope, false}, {school_scope(school), true}, {desk_scope(school), true}};
  for (const ScopeNumber scope : scopes) {
    if (kind_of(scope) == ScopeKind::pair && may_read(school, scope)) access.push_back({scope, true});
  }
  return access;
}

}  // namespace mektep::server
