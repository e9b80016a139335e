// Withdrawing, restoring and resolving: ops that name what their author was shown of a whole cell or record.

#include <algorithm>

#include "client/replica/editor.h"

namespace mektep::client {
namespace {

bool has_live(const RecordState& state, OpKind kind) {
  const auto life = state.cells.find({life_field, {}});
  if (life == state.cells.end()) return false;
  return std::any_of(life->second.begin(), life->second.end(),
                     [kind](const LiveValue& live) { return live.kind == kind; });
}

// The cell that a person means by a field: of a long text the one paragraph that clashes.
const Conflict* conflict_on(const ShownRecord& shown, FieldNumber field, const Bytes& element) {
  for (const Conflict& conflict : shown.conflicts) {
    if (conflict.cell.field == field && (element.empty() || conflict.cell.element == element))
      return &conflict;
  }
  return nullptr;
}

}  // namespace

Result<Saved> Editor::withdraw(const Author& author, const RecordName& name, const Basis& basis) {
  return change_life(author, name, basis, OpKind::withdraw);
}

Result<Saved> Editor::restore(const Author& author, const RecordName& name, const Basis& basis) {
  return change_life(author, name, basis, OpKind::restore);
}

Result<Saved> Editor::change_life(const Author& author, const RecordName& name, const Basis& basis,
                                  OpKind kind) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const auto type = writable_type(author, name.scope, name.key.type);
  if (!type) return type.error();
  if (!may_write(**type, nullptr, *rights_.roles_in(name.scope, author.person))) {
    return refused("record.not_allowed").with("type", (*type)->name);
  }
  auto record = existing(name, basis);
  if (!record) return record.error();
  const RecordState state = laid_over(record->row.base, record->row.pending);
  const bool stays =
      kind == OpKind::restore && (!has_live(state, OpKind::withdraw) || has_live(state, OpKind::restore));
  if (stays || (kind == OpKind::withdraw && is_gone(state))) return Saved{DraftNumber{0}, {name}, {}};
  record->ops.push_back(kind == OpKind::withdraw ? withdraw_op(name.key, basis)
                                                 : restore_op(name.key, state, basis));
  auto saved = keep_one(author, std::move(*record));
  if (saved) turn->commit();
  return saved;
}

Result<Op> Editor::resolving_op(const RecordState& state, const RecordType& type, const RecordName& name,
                                const Resolution& resolution, const Basis& basis) {
  const Field* field = type.field(resolution.field);
  const ShownRecord shown = show(state, type);
  const Conflict* conflict = conflict_on(shown, resolution.field, resolution.element);
  if (field == nullptr || conflict == nullptr) {
    return refused("conflict.none")
        .with("field", field == nullptr ? std::to_string(resolution.field.value) : field->name);
  }
  Op op;
  op.record = name.key;
  op.cell = conflict->cell;
  if (resolution.value) {
    const bool paragraph = field->kind == FieldKind::long_text;
    const auto* text = std::get_if<std::string>(&*resolution.value);
    if (paragraph && text != nullptr) {
      auto checked = checked_text(*field, *text);
      if (!checked) return checked.error();
      op.value = std::move(*checked);
    } else {
      auto checked = checked_value(*field, *resolution.value, rules_in(name.scope));
      if (!checked) return checked.error();
      op.value = std::move(*checked);
    }
  } else {
    const std::size_t take = resolution.take.value_or(0);
    if (take < 1 || take > conflict->rivals.size()) {
      return wrong_usage("conflict.no_such_value")
          .with("take", std::to_string(take))
          .with("count", std::to_string(conflict->rivals.size()));
    }
    op.value = conflict->rivals[take - 1].value;
  }
  // Names all that its author was shown, never what came since.
  const auto cell = basis.cells.find(conflict->cell);
  if (cell != basis.cells.end()) op.supersedes = cell->second.all;
  return op;
}

Result<Saved> Editor::resolve(const Author& author, const RecordName& name, const Resolution& resolution,
                              const Basis& basis) {
  if (resolution.field == life_field) {
    const bool keep = resolution.take.value_or(1) == 1;
    return keep ? restore(author, name, basis) : withdraw(author, name, basis);
  }
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const auto type = writable_type(author, name.scope, name.key.type);
  if (!type) return type.error();
  auto record = existing(name, basis);
  if (!record) return record.error();
  const RecordState state = laid_over(record->row.base, record->row.pending);
  auto op = resolving_op(state, **type, name, resolution, basis);
  if (!op) return op.error();
  const Field* field = (*type)->field(resolution.field);
  if (!may_write(**type, field, *rights_.roles_in(name.scope, author.person))) {
    return refused("field.not_allowed").with("field", field->name);
  }
  std::vector<Replaced> replaced{{field->number, shown_of(state.cells.at(op->cell)).value}};
  record->ops.push_back(std::move(*op));
  auto saved = keep_one(author, std::move(*record), std::move(replaced));
  if (saved) turn->commit();
  return saved;
}

}  // namespace mektep::client
