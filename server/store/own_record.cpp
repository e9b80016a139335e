#include "server/store/own_record.h"

#include <algorithm>
#include <set>

#include "shared/merge/merge.h"

namespace mektep::server {

OwnRecord::OwnRecord(const RecordKey& key, RecordState held) : key_(key), held_(std::move(held)) {}

OwnRecord& OwnRecord::set(FieldNumber field, Value value) {
  const CellKey cell{field, {}};
  const auto found = held_.cells.find(cell);
  const bool there = found != held_.cells.end();
  if (!there && std::holds_alternative<Nothing>(value)) return *this;
  if (there && found->second.size() == 1 && found->second.front().value == value) return *this;
  write(cell, OpKind::write, std::move(value));
  return *this;
}

OwnRecord& OwnRecord::set_elements(FieldNumber field, const std::vector<Bytes>& elements) {
  const std::set<Bytes> wanted(elements.begin(), elements.end());
  for (auto cell = held_.cells.lower_bound({field, {}}); cell != held_.cells.end(); ++cell) {
    if (cell->first.field != field) break;
    if (!wanted.contains(cell->first.element)) write(cell->first, OpKind::remove, Nothing{});
  }
  for (const Bytes& element : wanted) {
    if (!held_.cells.contains({field, element})) write({field, element}, OpKind::write, Nothing{});
  }
  return *this;
}

OwnRecord& OwnRecord::set_text(FieldNumber field, std::string_view text, Random& random) {
  ParagraphEdit edit = diff_paragraphs(paragraphs_of(field), text, {}, random);
  for (Paragraph& paragraph : edit.written)
    write({field, paragraph.key}, OpKind::write, std::move(paragraph.text));
  for (ParagraphKey& key : edit.removed) write({field, key}, OpKind::remove, Nothing{});
  return *this;
}

OwnRecord& OwnRecord::set_paragraphs(FieldNumber field, const std::vector<std::string>& texts,
                                     Random& random) {
  const std::vector<Paragraph> shown = paragraphs_of(field);
  const bool same =
      std::equal(shown.begin(), shown.end(), texts.begin(), texts.end(),
                 [](const Paragraph& paragraph, const std::string& text) { return paragraph.text == text; });
  if (same) return *this;
  for (const Paragraph& paragraph : shown) write({field, paragraph.key}, OpKind::remove, Nothing{});
  // Keys in order, as for a text of as many lines.
  std::string lines;
  for (std::size_t at = 0; at < texts.size(); ++at) lines += (at == 0 ? "" : "\n") + std::to_string(at);
  std::vector<Paragraph> fresh = diff_paragraphs({}, lines, {}, random).written;
  in_order(fresh);
  for (std::size_t at = 0; at < fresh.size(); ++at) write({field, fresh[at].key}, OpKind::write, texts[at]);
  return *this;
}

std::vector<Paragraph> OwnRecord::paragraphs_of(FieldNumber field) const {
  std::vector<Paragraph> paragraphs;
  for (auto cell = held_.cells.lower_bound({field, {}}); cell != held_.cells.end(); ++cell) {
    if (cell->first.field != field) break;
    const auto* text = std::get_if<std::string>(&shown_of(cell->second).value);
    paragraphs.push_back({cell->first.element, text == nullptr ? std::string() : *text});
  }
  in_order(paragraphs);
  return paragraphs;
}

OwnRecord& OwnRecord::restore() {
  if (!held_.empty() && is_gone(held_)) write({life_field, {}}, OpKind::restore, Nothing{});
  return *this;
}

void OwnRecord::write(const CellKey& cell, OpKind kind, Value value) {
  Op op;
  op.kind = kind;
  op.record = key_;
  op.cell = cell;
  op.value = std::move(value);
  const auto found = held_.cells.find(cell);
  if (found != held_.cells.end()) {
    for (const LiveValue& live : found->second) op.supersedes.push_back(live.stamp.version);
  }
  ops_.push_back(std::move(op));
}

}  // namespace mektep::server
