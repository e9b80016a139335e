#include "shared/store/long_text_column.h"

#include <algorithm>

#include "shared/merge/paragraphs.h"
#include "shared/merge/shown.h"
#include "shared/store/damage.h"

namespace mektep {
namespace {

template <class Cells>
auto range_of(Cells& cells, FieldNumber field) {
  const auto first = cells.lower_bound({field, {}});
  auto last = first;
  while (last != cells.end() && last->first.field == field) ++last;
  return std::pair(first, last);
}

bool is_plain(const Cell& cell) {
  return cell.size() == 1 && cell.front().kind == OpKind::write && !cell.front().erased;
}

const std::string* only_text(const Cell& cell) {
  return is_plain(cell) ? std::get_if<std::string>(&cell.front().value) : nullptr;
}

std::vector<Paragraph> with_rivals(const RecordState& state, FieldNumber field, const RecordType& type) {
  ShownRecord shown = show(state, type);
  const auto found = std::find_if(shown.fields.begin(), shown.fields.end(),
                                  [field](const ShownField& each) { return each.field == field; });
  return found == shown.fields.end() ? std::vector<Paragraph>{} : std::move(found->paragraphs);
}

std::string joined(const std::vector<Paragraph>& paragraphs) {
  std::string text;
  for (const Paragraph& paragraph : paragraphs) {
    if (&paragraph != paragraphs.data()) text += '\n';
    text += paragraph.text;
  }
  return text;
}

}  // namespace

ColumnValue long_text_column(const RecordState& state, FieldNumber field, const RecordType& type) {
  const auto [first, last] = range_of(state.cells, field);
  std::vector<Paragraph> paragraphs;
  for (auto cell = first; cell != last; ++cell) {
    const std::string* text = only_text(cell->second);
    if (text == nullptr) {
      paragraphs = with_rivals(state, field, type);
      return paragraphs.empty() ? ColumnValue{} : joined(paragraphs);
    }
    paragraphs.push_back({cell->first.element, *text});
  }
  if (paragraphs.empty()) return {};
  in_order(paragraphs);
  return joined(paragraphs);
}

bool long_text_tells(const RecordState& state, FieldNumber field) {
  const auto [first, last] = range_of(state.cells, field);
  return first != last && std::all_of(first, last, [](const auto& each) {
           const std::string* text = only_text(each.second);
           return text != nullptr && text->find('\n') == std::string::npos &&
                  is_valid_key(each.first.element);
         });
}

bool restore_long_text(RecordState& state, FieldNumber field, std::string_view column) {
  const auto [first, last] = range_of(state.cells, field);
  std::vector<Paragraph> places;
  for (auto cell = first; cell != last; ++cell) {
    if (!is_plain(cell->second) || !std::holds_alternative<Nothing>(cell->second.front().value)) return false;
    places.push_back({cell->first.element, {}});
  }
  if (places.empty()) return false;
  in_order(places);
  for (const Paragraph& place : places) {
    const std::size_t end = std::min(column.find('\n'), column.size());
    const bool is_last = &place == &places.back();
    if (is_last != (end == column.size())) throw_damaged("long text");
    state.cells[{field, place.key}].front().value = std::string(column.substr(0, end));
    if (!is_last) column.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace mektep
