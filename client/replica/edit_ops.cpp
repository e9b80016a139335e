#include "client/replica/edit_ops.h"

#include <algorithm>

#include "client/replica/naming.h"
#include "client/replica/rights.h"
#include "shared/model/element.h"
#include "shared/model/text.h"

namespace mektep::client {
namespace {

const CellKey life_cell{life_field, {}};

Error about(std::string code, const Field& field) {
  return wrong_usage(std::move(code)).with("field", field.name);
}

std::string as_text(const std::vector<Paragraph>& paragraphs) {
  std::string text;
  for (const Paragraph& paragraph : paragraphs) {
    if (&paragraph != &paragraphs.front()) text += '\n';
    text += paragraph.text;
  }
  return text;
}

void sort_names(std::vector<Version>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

Result<EditOps> OpsOfEdit::of(const std::vector<FieldWrite>& fields) {
  for (const FieldWrite& write : fields) {
    if (auto taken = take(write); !taken) return taken.error();
  }
  if (record_.adding) {
    if (auto complete = check_required(); !complete) return complete.error();
  }
  return std::move(edit_);
}

Status OpsOfEdit::take(const FieldWrite& write) {
  const Field* field = record_.type.field(write.field);
  if (field == nullptr) return unknown_field(record_.type, std::to_string(write.field.value));
  const std::size_t before = edit_.ops.size();
  Status taken = done;
  if (field->kind == FieldKind::set) {
    taken = take_set(*field, write);
  } else if (field->kind == FieldKind::long_text) {
    taken = take_long_text(*field, write.text.value_or(""));
  } else {
    taken = take_scalar(*field, write.value.value_or(Nothing{}));
  }
  if (!taken) return taken;
  // A form carries every field; only one that changes asks for a right.
  if (edit_.ops.size() > before && !may_write(record_.type, field, record_.roles)) {
    return refused("field.not_allowed").with("field", field->name);
  }
  return done;
}

bool OpsOfEdit::is_key(const Field& field) const {
  const auto& key = record_.type.natural_key;
  return std::find(key.begin(), key.end(), field.name) != key.end();
}

Status OpsOfEdit::take_scalar(const Field& field, const Value& typed) {
  auto value = checked_value(field, typed, record_.rules);
  if (!value) return value.error();
  const CellKey cell{field.number, {}};
  const Value* shown = shown_now(cell);
  const Value before = shown == nullptr ? Value{Nothing{}} : *shown;
  if (*value == before) return done;
  if (is_key(field) && !record_.adding) return about("field.key_is_fixed", field);
  if (field.required && !record_.adding && std::holds_alternative<Nothing>(*value)) {
    return about("value.required", field);
  }
  put(OpKind::write, cell, std::move(*value));
  if (shown != nullptr) edit_.replaced.push_back({field.number, before});
  return done;
}

Status OpsOfEdit::take_set(const Field& field, const FieldWrite& write) {
  std::vector<CellKey> added;
  for (const Value& element : write.add) {
    auto checked = checked_element(field, element, record_.rules);
    if (!checked) return checked.error();
    added.push_back({field.number, element_key(field.element, *checked)});
  }
  for (const Value& element : write.remove) {
    // What is to go need not be a valid code any more.
    FormRules lenient = record_.rules;
    lenient.code = [](const std::string&, const std::string&) { return CodeVerdict::known; };
    auto checked = checked_element(field, element, lenient);
    if (!checked) return checked.error();
    remove_element({field.number, element_key(field.element, *checked)});
  }
  std::sort(added.begin(), added.end());
  added.erase(std::unique(added.begin(), added.end()), added.end());
  if (write.whole_set) {
    for (const auto& [cell, shown] : record_.basis.cells) {
      const bool listed = std::binary_search(added.begin(), added.end(), cell);
      if (cell.field == field.number && !listed) remove_element(cell);
    }
  }
  for (const CellKey& cell : added) add_element(cell);
  return done;
}

void OpsOfEdit::add_element(const CellKey& cell) {
  if (shown_now(cell) == nullptr) put(OpKind::write, cell, Nothing{});
}

void OpsOfEdit::remove_element(const CellKey& cell) {
  const auto names = shown_in_basis(cell);
  if (shown_now(cell) != nullptr && !names.empty()) put(OpKind::remove, cell, Nothing{});
}

Status OpsOfEdit::take_long_text(const Field& field, const std::string& typed) {
  auto text = checked_text(field, typed);
  if (!text) return text.error();
  const auto shown = record_.basis.paragraphs_of(field.number);
  const bool first = shown.empty();
  const ParagraphKey own_last = first || as_text(shown) == *text ? ParagraphKey{} : own_last_(field.number);
  const ParagraphEdit edit = diff_paragraphs(shown, *text, own_last, random_);
  for (const Paragraph& paragraph : edit.written) {
    put(OpKind::write, {field.number, paragraph.key}, paragraph.text);
  }
  for (const ParagraphKey& key : edit.removed) put(OpKind::remove, {field.number, key}, Nothing{});
  return done;
}

Status OpsOfEdit::check_required() const {
  for (const Field& field : record_.type.fields) {
    if (!field.required) continue;
    const bool filled = std::any_of(edit_.ops.begin(), edit_.ops.end(), [&](const Op& op) {
      return op.cell.field == field.number && op.kind == OpKind::write &&
             (field.kind == FieldKind::set || !std::holds_alternative<Nothing>(op.value));
    });
    const auto standing = record_.now.cells.lower_bound({field.number, {}});
    const bool there = standing != record_.now.cells.end() && standing->first.field == field.number;
    if (!filled && !there) return about("value.required", field);
  }
  return done;
}

const Value* OpsOfEdit::shown_now(const CellKey& cell) const {
  const auto found = record_.now.cells.find(cell);
  return found == record_.now.cells.end() || found->second.empty() ? nullptr : &shown_of(found->second).value;
}

std::vector<Version> OpsOfEdit::shown_in_basis(const CellKey& cell) const {
  const auto found = record_.basis.cells.find(cell);
  return found == record_.basis.cells.end() ? std::vector<Version>() : found->second.shown;
}

void OpsOfEdit::put(OpKind kind, const CellKey& cell, Value value) {
  Op op;
  op.kind = kind;
  op.record = record_.key;
  op.cell = cell;
  op.value = std::move(value);
  op.supersedes = shown_in_basis(cell);
  sort_names(op.supersedes);
  edit_.ops.push_back(std::move(op));
}

Result<std::map<FieldNumber, Value>> key_values(const RecordType& type, const std::vector<FieldWrite>& fields,
                                                const FormRules& rules) {
  std::map<FieldNumber, Value> values;
  for (const FieldWrite& write : fields) {
    const Field* field = type.field(write.field);
    if (field == nullptr || !write.value) continue;
    if (std::find(type.natural_key.begin(), type.natural_key.end(), field->name) == type.natural_key.end())
      continue;
    auto value = checked_value(*field, *write.value, rules);
    if (!value) return value.error();
    values[field->number] = std::move(*value);
  }
  return values;
}

Op restore_op(const RecordKey& key, const RecordState& state, const Basis& basis) {
  Op op;
  op.kind = OpKind::restore;
  op.record = key;
  op.cell = life_cell;
  const auto shown = basis.cells.find(life_cell);
  op.supersedes = shown != basis.cells.end() ? shown->second.all : basis_of(state, life_cell, true);
  sort_names(op.supersedes);
  return op;
}

Op withdraw_op(const RecordKey& key, const Basis& basis) {
  Op op;
  op.kind = OpKind::withdraw;
  op.record = key;
  op.cell = life_cell;
  if (const auto shown = basis.cells.find(life_cell); shown != basis.cells.end())
    op.supersedes = shown->second.all;
  op.covers = basis.live;
  sort_names(op.supersedes);
  sort_names(op.covers);
  return op;
}

}  // namespace mektep::client
