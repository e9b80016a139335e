#include "server/tally/places.h"

#include "shared/merge/merge.h"

namespace mektep::server {
namespace {

constexpr std::size_t page_size = 1024;
constexpr int splits_max = 8;  // A loop of units that were split from each other ends.

}  // namespace

Value shown_value(const RecordState& state, const RecordType& type, std::string_view name) {
  const Field* field = type.field(name);
  if (field == nullptr) return Nothing{};
  const auto cell = state.cells.find({field->number, {}});
  return cell == state.cells.end() ? Value{Nothing{}} : shown_of(cell->second).value;
}

std::string shown_text(const RecordState& state, const RecordType& type, std::string_view field) {
  const Value value = shown_value(state, type, field);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}

RecordId shown_reference(const RecordState& state, const RecordType& type, std::string_view field) {
  const Value value = shown_value(state, type, field);
  const auto* reference = std::get_if<Reference>(&value);
  return reference == nullptr ? RecordId{0} : reference->id;
}

void for_each_record(const Reader& reader, ScopeNumber scope, TypeNumber type,
                     const std::function<void(RecordId, const RecordState&)>& visit) {
  for (auto page = reader.keys(scope, RecordKey{type, RecordId{0}}, page_size);
       !page.empty() && page.front().type == type; page = reader.keys(scope, page.back(), page_size)) {
    for (const RecordKey& key : page) {
      if (key.type != type) return;
      const RecordState state = reader.record(scope, key);
      if (!is_gone(state)) visit(key.id, state);
    }
  }
}

Places Places::read(const Reader& reader, const Schema& schema) {
  Places places;
  std::map<std::string, SchoolNumber> numbers;
  for (const School& school : reader.schools()) numbers[school.code] = school.number;
  if (const RecordType* type = schema.type("school")) {
    for_each_record(reader, network_scope, type->number, [&](RecordId id, const RecordState& state) {
      const std::string code = shown_text(state, *type, "code");
      const auto number = numbers.find(code);
      if (number == numbers.end()) return;
      places.schools_[number->second] = {code, id, shown_reference(state, *type, "region")};
    });
  }
  if (const RecordType* type = schema.type("org_unit")) {
    for_each_record(reader, network_scope, type->number, [&](RecordId id, const RecordState& state) {
      const Value from = shown_value(state, *type, "from");
      const auto* date = std::get_if<Date>(&from);
      places.units_[id] = {shown_text(state, *type, "code"), date == nullptr ? Date{INT32_MIN} : *date,
                           shown_reference(state, *type, "split_from")};
    });
  }
  return places;
}

std::string Places::region_at(RecordId unit, Date date) const {
  auto found = units_.find(unit);
  for (int step = 0; step < splits_max && found != units_.end(); ++step) {
    if (found->second.from <= date) break;
    const auto before = units_.find(found->second.split_from);
    if (before == units_.end()) break;
    found = before;
  }
  return found == units_.end() ? std::string() : found->second.code;
}

}  // namespace mektep::server
