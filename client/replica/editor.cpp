#include "client/replica/editor.h"

#include <algorithm>
#include <limits>
#include <set>

#include "client/replica/basis.h"
#include "client/replica/naming.h"
#include "client/replica/own_block.h"
#include "shared/base/limits.h"
#include "shared/model/scope.h"
#include "shared/store/natural_key.h"

namespace mektep::client {
namespace {

// Clocks before this day are not believed when record ids are drawn.
constexpr WallTime program_built{1'609'459'200'000};  // 2021-01-01
constexpr std::int64_t believed_ms = std::int64_t{20} * 366 * 86'400 * 1000;
constexpr std::uint16_t first_type_of_schemas = 32;
const CellKey life_cell{life_field, {}};

Error about(std::string code, const RecordName& name) {
  return refused(std::move(code)).with("id", to_text(name.key.id));
}

bool shows_withdrawn(const Basis& basis, const RecordState& state) {
  const auto life = state.cells.find(life_cell);
  const auto shown = basis.cells.find(life_cell);
  if (life == state.cells.end() || shown == basis.cells.end()) return false;
  return std::any_of(life->second.begin(), life->second.end(), [&](const LiveValue& live) {
    const auto& all = shown->second.all;
    return live.kind == OpKind::withdraw &&
           std::find(all.begin(), all.end(), live.stamp.version) != all.end();
  });
}

bool rewrites_text(const std::vector<Op>& ops, const RecordType& type, const RecordState& state) {
  return std::any_of(ops.begin(), ops.end(), [&](const Op& op) {
    const Field* field = type.field(op.cell.field);
    if (field == nullptr || field->kind != FieldKind::long_text) return false;
    const auto standing = state.cells.lower_bound({field->number, {}});
    return standing != state.cells.end() && standing->first.field == field->number;
  });
}

}  // namespace

Editor::Editor(Ground& ground, Drafts& drafts, Rights& rights)
    : ground_(ground),
      drafts_(drafts),
      rights_(rights),
      keeper_(ground, drafts),
      codebooks_(ground),
      ids_(ground.environment().clock, ground.environment().random, program_built) {}

FormRules Editor::rules_in(ScopeNumber scope) {
  return {ground_.schema(), scope, [this](const std::string& book, const std::string& code) {
            return codebooks_.verdict(book, code);
          }};
}

Result<std::vector<Saved>> Editor::write(const Author& author,
                                         const std::vector<std::vector<RecordEdit>>& saves) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  std::vector<Saved> all;
  bool anything = false;
  for (const auto& edits : saves) {
    auto saved = save(author, edits);
    if (!saved) return saved.error();
    anything = anything || saved->draft.value != 0;
    all.push_back(std::move(*saved));
  }
  if (anything) turn->commit();
  return all;
}

Result<Saved> Editor::save(const Author& author, const std::vector<RecordEdit>& edits) {
  if (edits.size() > limits::save_records_max) {
    return refused("change.too_many_records")
        .with("size", std::to_string(edits.size()))
        .with("limit", std::to_string(limits::save_records_max));
  }
  Saved saved;
  std::vector<TouchedRecord> touched;
  std::set<RecordName> names;
  for (const RecordEdit& edit : edits) {
    auto prepared = prepare(author, edit);
    if (!prepared) return prepared.error();
    if (!names.insert(prepared->record.name).second) return about("record.twice", prepared->record.name);
    saved.records.push_back(prepared->record.name);
    saved.replaced.insert(saved.replaced.end(), prepared->replaced.begin(), prepared->replaced.end());
    touched.push_back(std::move(prepared->record));
  }
  const auto number = keeper_.keep(author, std::move(touched));
  if (!number) return number.error();
  saved.draft = *number;
  return saved;
}

Result<const RecordType*> Editor::writable_type(const Author& author, ScopeNumber scope, TypeNumber number) {
  const RecordType* type = ground_.schema().type(number);
  if (type == nullptr || number.value < first_type_of_schemas) {
    return unknown_type(ground_.schema(), std::to_string(number.value));
  }
  if (kind_of(scope) != type->scope) return refused("record.wrong_scope").with("type", type->name);
  const auto roles = rights_.roles_in(scope, author.person);
  if (!roles) return roles.error();
  const bool some_field = std::any_of(type->fields.begin(), type->fields.end(),
                                      [&](const Field& field) { return may_write(*type, &field, *roles); });
  if (!some_field && !may_write(*type, nullptr, *roles))
    return refused("record.not_allowed").with("type", type->name);
  return type;
}

Result<Editor::Prepared> Editor::prepare(const Author& author, const RecordEdit& edit) {
  const ScopeNumber scope = edit.name ? edit.name->scope : edit.scope;
  const auto type = writable_type(author, scope, edit.name ? edit.name->key.type : edit.type);
  if (!type) return type.error();
  if (!edit.name) return prepare_new(author, edit, **type);
  return prepare_over(author, edit, **type, *edit.name, edit.basis, false);
}

Result<Editor::Prepared> Editor::prepare_new(const Author& author, const RecordEdit& edit,
                                             const RecordType& type) {
  const auto roles = rights_.roles_in(edit.scope, author.person);
  if (!roles) return roles.error();
  if (!may_write(type, nullptr, *roles)) return refused("record.not_allowed").with("type", type.name);
  RecordName name{edit.scope, {type.number, RecordId{0}}};
  if (type.natural_key.empty()) {
    name.key.id = draw_id();
    return prepare_over(author, edit, type, name, edit.basis, true);
  }
  const auto values = key_values(type, edit.fields, rules_in(edit.scope));
  if (!values) return values.error();
  name.key.id = natural_record_id(type, *values);
  const RecordRow row = ground_.tables().read(name.scope, name.key);
  const RecordState state = laid_over(row.base, row.pending);
  if (state.empty() || !is_gone(state)) return prepare_over(author, edit, type, name, edit.basis, true);
  // What is added anew replaces what was withdrawn: it was shown to nobody.
  Basis basis = basis_shown(state, type);
  fill_tokens(ground_, ground_.ledger(name.scope), basis);
  auto prepared = prepare_over(author, edit, type, name, basis, true);
  if (!prepared) return prepared;
  prepared->record.ops.insert(prepared->record.ops.begin(), restore_op(name.key, state, basis));
  return prepared;
}

Result<Editor::Prepared> Editor::prepare_over(const Author& author, const RecordEdit& edit,
                                              const RecordType& type, RecordName name, const Basis& basis,
                                              bool adding) {
  const auto roles = rights_.roles_in(name.scope, author.person);
  if (!roles) return roles.error();
  Prepared prepared{{name, ground_.tables().read(name.scope, name.key), {}, basis.tokens}, {}};
  const RecordState now = laid_over(prepared.record.row.base, prepared.record.row.pending);
  const bool there = !now.empty() && !is_gone(now);
  if (!adding && now.empty()) return about("record.unknown", name);
  if (!adding && !there && shows_withdrawn(basis, now)) return about("record.withdrawn", name);
  const FormRules rules = rules_in(name.scope);
  const auto own_last = [&](FieldNumber field) {
    return own_last_paragraph(ground_, name, field, author.person);
  };
  OpsOfEdit ops({type, name.key, now, basis, *roles, rules, adding}, own_last, ground_.environment().random);
  auto made = ops.of(edit.fields);
  if (!made) return made.error();
  if (adding && there && (!made->replaced.empty() || rewrites_text(made->ops, type, now))) {
    return about("record.exists", name);
  }
  prepared.record.ops = std::move(made->ops);
  prepared.replaced = std::move(made->replaced);
  return prepared;
}

RecordId Editor::draw_id() {
  const WallTime now = ground_.environment().clock.wall();
  RecordId newest{0};
  if (now < program_built || now.ms > program_built.ms + believed_ms) {
    for (const RecordType& type : ground_.schema().types()) {
      const TypeTable* table = ground_.tables().table(type.number);
      if (table == nullptr) continue;
      // Hashed ids have the sign bit, so the greatest one is a drawn one if there is any.
      const auto greatest =
          ground_.database().prepared("SELECT max(id) FROM " + table->name()).first<std::int64_t>();
      if (greatest.value_or(0) > 0)
        newest = std::max(newest, RecordId{static_cast<std::uint64_t>(*greatest)});
    }
  }
  return ids_.draw(WallTime{read_setting(ground_.database(), setting::server_wall_ms)}, newest);
}

Result<TouchedRecord> Editor::existing(const RecordName& name, const Basis& basis) {
  TouchedRecord record{name, ground_.tables().read(name.scope, name.key), {}, basis.tokens};
  if (record.row.base.empty() && record.row.pending.empty()) return about("record.unknown", name);
  return record;
}

Result<Saved> Editor::keep_one(const Author& author, TouchedRecord record, std::vector<Replaced> replaced) {
  Saved saved{DraftNumber{0}, {record.name}, std::move(replaced)};
  std::vector<TouchedRecord> records;
  records.push_back(std::move(record));
  const auto number = keeper_.keep(author, std::move(records));
  if (!number) return number.error();
  saved.draft = *number;
  return saved;
}

}  // namespace mektep::client
