#include "server/tally/record_view.h"

#include "shared/merge/merge.h"
#include "shared/model/element.h"

namespace mektep::server {
namespace {

constexpr std::size_t page_size = 1024;

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

std::optional<Decimal> RecordView::decimal(std::string_view field) const { return as<Decimal>(value(field)); }

std::optional<Date> RecordView::date(std::string_view field) const { return as<Date>(value(field)); }

std::optional<bool> RecordView::boolean(std::string_view field) const { return as<bool>(value(field)); }

std::optional<Reference> RecordView::reference(std::string_view field) const { return as<Reference>(value(field)); }

RecordId RecordView::refers_to(std::string_view field) const {
  return reference(field).value_or(Reference{}).id;
}

std::vector<std::string> RecordView::texts(std::string_view name) const {
  std::vector<std::string> texts;
  const Field* field = type_.field(name);
  if (field == nullptr) return texts;
  for (auto cell = state_.cells.lower_bound({field->number, {}}); cell != state_.cells.end(); ++cell) {
    if (cell->first.field != field->number) break;
    const auto element = element_value(cell->first.element);
    const auto* text = element ? std::get_if<std::string>(&*element) : nullptr;
    if (text != nullptr) texts.push_back(*text);
  }
  return texts;
}

void for_each_key(const Reader& reader, ScopeNumber scope, TypeNumber type,
                  const std::function<void(const RecordKey&)>& visit) {
  for (auto page = reader.keys(scope, RecordKey{type, RecordId{0}}, page_size);
       !page.empty() && page.front().type == type; page = reader.keys(scope, page.back(), page_size)) {
    for (const RecordKey& key : page) {
      if (key.type != type) return;
      visit(key);
    }
  }
}

void for_each_record(const Reader& reader, ScopeNumber scope, const RecordType& type,
                     const std::function<void(RecordId, const RecordView&)>& visit) {
  for_each_key(reader, scope, type.number, [&](const RecordKey& key) {
    const RecordState state = reader.record(scope, key);
    if (!is_gone(state)) visit(key.id, RecordView(type, state));
  });
}

}  // namespace mektep::server
