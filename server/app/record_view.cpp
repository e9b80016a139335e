#include "server/app/record_view.h"

#include "shared/merge/merge.h"
#include "shared/model/element.h"

namespace mektep::server {
namespace {

template <class Kind>
std::optional<Kind> as(const Value* value) {
  const auto* found = value == nullptr ? nullptr : std::get_if<Kind>(value);
  return found == nullptr ? std::nullopt : std::optional<Kind>(*found);
}

}  // namespace

const Value* RecordView::value(std::string_view name) const {
  const Field* field = type_.field(name);
  if (field == nullptr) return nullptr;
  const auto cell = state_.cells.find({field->number, {}});
  return cell == state_.cells.end() || cell->second.empty() ? nullptr : &shown_of(cell->second).value;
}

std::string RecordView::text(std::string_view field) const { return as<std::string>(value(field)).value_or(""); }

std::optional<std::int64_t> RecordView::integer(std::string_view field) const {
  return as<std::int64_t>(value(field));
}

std::optional<Date> RecordView::date(std::string_view field) const { return as<Date>(value(field)); }

std::optional<bool> RecordView::boolean(std::string_view field) const { return as<bool>(value(field)); }

std::optional<Reference> RecordView::reference(std::string_view field) const { return as<Reference>(value(field)); }

std::vector<Value> RecordView::elements(std::string_view name) const {
  std::vector<Value> elements;
  const Field* field = type_.field(name);
  if (field == nullptr) return elements;
  for (auto cell = state_.cells.lower_bound({field->number, {}}); cell != state_.cells.end(); ++cell) {
    if (cell->first.field != field->number) break;
    if (auto element = element_value(cell->first.element)) elements.push_back(std::move(*element));
  }
  return elements;
}

}  // namespace mektep::server
