#include "tools/sim/person.h"

#include <algorithm>
#include <array>

#include "shared/model/scope.h"

namespace mektep::sim {
namespace {

constexpr std::size_t forms_kept = 3;
constexpr std::array<std::string_view, 5> themes{"тіл", "математика", "химия", "robotics", "art"};
constexpr std::array<std::string_view, 3> isbns{"978-1", "978-2", "978-3"};
// The last of them only the later schema has: whoever did not hear of it yet makes nothing.
constexpr std::array<std::string_view, 5> school_types{"book", "book", "activity", "activity", "book_loan"};
constexpr double stale_chance = 0.3;
constexpr std::string_view photos_field = "photos";
constexpr std::size_t photo_bytes_max = 100'000;

std::string_view new_type_for(Luck& luck, ScopeNumber scope) {
  switch (kind_of(scope).value_or(ScopeKind::topic)) {
    case ScopeKind::desk:
      return "memo";
    case ScopeKind::pair:
      return "joint_visit";
    default:
      return luck.pick(school_types);
  }
}

bool is_key(const RecordType& type, const Field& field) {
  return std::find(type.natural_key.begin(), type.natural_key.end(), field.name) != type.natural_key.end();
}

std::vector<const Field*> fields_to_fill(const RecordType& type) {
  std::vector<const Field*> fields;
  for (const Field& field : type.fields) {
    if (!is_key(type, field) && field.element != ElementKind::file) fields.push_back(&field);
  }
  return fields;
}

}  // namespace

void Person::act() {
  Luck& luck = place_.world.luck;
  if (luck.chance(0.25)) {
    const ScopeNumber scope = luck.pick(place_.scopes);
    make(scope, new_type_for(luck, scope));
    return;
  }
  const auto form = some_form();
  if (!form) return;
  switch (luck.below(12)) {
    case 0:
      withdraw(*form);
      break;
    case 1:
      restore(*form);
      break;
    case 2:
      resolve(*form);
      break;
    case 3:
      attach(*form);
      break;
    default:
      edit(*form);
      break;
  }
}

std::optional<client::Author> Person::author() {
  std::vector<client::Writer> writers;
  place_.device.run([&](client::Replica& replica) { writers = replica.writers(); });
  if (writers.empty()) return std::nullopt;
  return client::Author{writers[place_.world.luck.below(writers.size())].person};
}

const RecordType* Person::type_of(const client::RecordName& name) {
  return place_.device.replica().schema().type(name.key.type);
}

std::optional<client::ReadRecord> Person::open_form(const client::RecordName& name) {
  std::optional<client::ReadRecord> form;
  place_.device.run([&](client::Replica& replica) {
    const auto read = replica.read(name);
    if (read && replica.schema().type(name.key.type) != nullptr) form = *read;
  });
  return form;
}

// Of a record that is here, sometimes one that was opened long ago.
std::optional<client::ReadRecord> Person::some_form() {
  Luck& luck = place_.world.luck;
  if (!open_forms_.empty() && luck.chance(stale_chance)) return open_forms_[luck.below(open_forms_.size())];
  Names mine;
  for (const auto& name : place_.names) {
    const bool here = std::count(place_.scopes.begin(), place_.scopes.end(), name.scope) > 0;
    if (here) mine.push_back(name);
  }
  if (mine.empty()) return std::nullopt;
  auto form = open_form(mine[luck.below(mine.size())]);
  if (form && luck.chance(stale_chance)) {
    open_forms_.push_back(*form);
    if (open_forms_.size() > forms_kept) open_forms_.pop_front();
  }
  return form;
}

std::optional<client::RecordName> Person::make(ScopeNumber scope, std::string_view type_name) {
  if (!place_.device.up()) return std::nullopt;
  const RecordType* type = place_.device.replica().schema().type(type_name);
  if (type == nullptr) return std::nullopt;
  Filled filling;
  filling.edit.type = type->number;
  filling.edit.scope = scope;
  for (const Field& field : type->fields) {
    if (is_key(*type, field)) {
      client::FieldWrite key{
          field.number, std::string(isbns[place_.world.luck.below(isbns.size())]), {}, false, {}, {}};
      filling.edit.fields.push_back(std::move(key));
    } else if (field.kind != FieldKind::set && field.kind != FieldKind::long_text &&
               place_.world.luck.chance(0.7)) {
      filling.edit.fields.push_back(filled(filling, field, nullptr));
    }
  }
  const std::size_t before = place_.names.size();
  if (!save(std::move(filling), "make")) return std::nullopt;
  return place_.names.size() > before ? std::optional(place_.names.back()) : std::nullopt;
}

client::FieldWrite Person::filled(Filled& into, const Field& field, const client::ReadRecord* form) {
  Luck& luck = place_.world.luck;
  client::FieldWrite write;
  write.field = field.number;
  if (field.kind == FieldKind::boolean) {
    write.value = luck.chance(0.5);
  } else if (field.kind == FieldKind::set) {
    const Value element = field.element == ElementKind::reference
                              ? Value(Reference{{}, TypeNumber{38}, luck.pick(place_.people)})
                              : Value(std::string(themes[luck.below(themes.size())]));
    (luck.chance(0.6) ? write.add : write.remove).push_back(element);
  } else if (field.kind == FieldKind::long_text && form != nullptr) {
    return typed_text(into, field, *form);
  } else {
    const Uid uid = place_.saves.next();
    write.value = value_with(uid, field.kind);
    into.written[uid] = {
        {}, field.number, form == nullptr ? std::set<Uid>() : uids_shown(*form, field.number)};
  }
  return write;
}

// Paragraphs change, go, and come, sometimes long ones.
client::FieldWrite Person::typed_text(Filled& into, const Field& field, const client::ReadRecord& form) {
  Luck& luck = place_.world.luck;
  std::vector<std::string> paragraphs;
  for (const ShownField& shown : form.shown.fields) {
    if (shown.field != field.number) continue;
    for (const Paragraph& paragraph : shown.paragraphs) paragraphs.push_back(paragraph.text);
  }
  const std::set<Uid> shown = uids_shown(form, field.number);
  const auto fresh = [&] {
    const Uid uid = place_.saves.next();
    into.written[uid] = {{}, field.number, shown};
    std::string text = "u" + std::to_string(uid) + " ";
    const std::size_t letters = luck.chance(0.05) ? luck.between(2000, 12'000) : luck.between(1, 60);
    for (std::size_t at = 0; at < letters; ++at) text += static_cast<char>('a' + luck.below(26));
    return text;
  };
  for (std::uint64_t changes = luck.between(1, 2); changes > 0; --changes) {
    const std::size_t at = luck.below(paragraphs.size() + 1);
    const auto place = paragraphs.begin() + static_cast<std::ptrdiff_t>(at);
    const std::uint64_t what = luck.below(4);
    if (at == paragraphs.size() || what < 2) {
      paragraphs.insert(place, fresh());
    } else if (what == 2) {
      *place = fresh();
    } else {
      paragraphs.erase(place);
    }
  }
  client::FieldWrite write;
  write.field = field.number;
  write.text.emplace();
  std::set<Uid> left;
  for (const std::string& paragraph : paragraphs) {
    if (!write.text->empty()) *write.text += '\n';
    *write.text += paragraph;
    if (const auto uid = uid_in(std::string_view(paragraph))) left.insert(*uid);
  }
  for (const Uid uid : shown) {
    if (!left.contains(uid)) into.removed.insert(uid);
  }
  std::erase_if(into.written, [&](const auto& one) {
    return one.second.field == field.number && !left.contains(one.first);
  });
  return write;
}

bool Person::edit(const client::ReadRecord& form) {
  const RecordType* type = place_.device.up() ? type_of(form.name) : nullptr;
  if (type == nullptr) return false;
  Filled filling;
  filling.edit.name = form.name;
  filling.edit.basis = form.basis;
  auto fields = fields_to_fill(*type);
  for (std::uint64_t count = place_.world.luck.between(1, 2); count > 0 && !fields.empty(); --count) {
    const auto at = fields.begin() + static_cast<std::ptrdiff_t>(place_.world.luck.below(fields.size()));
    filling.edit.fields.push_back(filled(filling, **at, &form));
    fields.erase(at);
  }
  return save(std::move(filling), "edit");
}

bool Person::edit_field(const client::ReadRecord& form, std::string_view name) {
  const RecordType* type = place_.device.up() ? type_of(form.name) : nullptr;
  const Field* field = type == nullptr ? nullptr : type->field(name);
  if (field == nullptr) return false;
  Filled filling;
  filling.edit.name = form.name;
  filling.edit.basis = form.basis;
  filling.edit.fields.push_back(filled(filling, *field, &form));
  return save(std::move(filling), "edit");
}

bool Person::attach(const client::ReadRecord& form) {
  const RecordType* type = place_.device.up() ? type_of(form.name) : nullptr;
  const Field* field = type == nullptr ? nullptr : type->field(photos_field);
  if (field == nullptr) return false;
  Luck& luck = place_.world.luck;
  const auto photo = place_.device.photograph(luck.between(1, photo_bytes_max), luck);
  if (!photo) return false;
  Filled filling;
  filling.edit.name = form.name;
  filling.edit.basis = form.basis;
  filling.edit.fields.push_back({field->number, {}, {Value{encode(*photo)}}, false, {}, {}});
  return save(std::move(filling), "attach");
}

bool Person::save(Filled filled, std::string_view what) {
  const bool is_new = !filled.edit.name;
  std::string detail(what);
  for (const auto& [uid, written] : filled.written) detail += " u" + std::to_string(uid);
  return run(detail, [&](client::Replica& replica, const client::Author& author) -> Status {
    // A save that dies may have been committed all the same: then its values may turn up.
    for (auto& [uid, written] : filled.written) {
      if (filled.edit.name) written.record = *filled.edit.name;
      place_.saves.note(uid, written);
    }
    const auto saved = replica.write(author, {filled.edit});
    if (!saved) return saved.error();
    if (saved->draft.value == 0) return done;  // nothing was changed
    const client::RecordName name = saved->records.front();
    for (auto& [uid, written] : filled.written) {
      written.record = name;
      // What is made again under a natural key replaces what was withdrawn there, unseen.
      if (is_new) written.shown = place_.saves.of(name, written.field);
      place_.saves.note(uid, written);
      place_.saves.answered(place_.device.name(), uid);
    }
    place_.saves.note_removed(filled.removed);
    const bool known = std::find(place_.names.begin(), place_.names.end(), name) != place_.names.end();
    if (is_new && !known) place_.names.push_back(name);
    check_own_value(name, filled.written);
    return done;
  });
}

bool Person::withdraw(const client::ReadRecord& form) {
  return run("withdraw", [&](client::Replica& replica, const client::Author& author) -> Status {
    const auto saved = replica.withdraw(author, form.name, form.basis);
    return saved ? Status(done) : Status(saved.error());
  });
}

bool Person::restore(const client::ReadRecord& form) {
  return run("restore", [&](client::Replica& replica, const client::Author& author) -> Status {
    const auto saved = replica.restore(author, form.name, form.basis);
    return saved ? Status(done) : Status(saved.error());
  });
}

bool Person::resolve(const client::ReadRecord& form) {
  const RecordType* type = place_.device.up() ? type_of(form.name) : nullptr;
  if (type == nullptr || form.shown.conflicts.empty()) return false;
  const Conflict& card = form.shown.conflicts[place_.world.luck.below(form.shown.conflicts.size())];
  const Field* field = type->field(card.cell.field);
  if (field == nullptr || field->kind == FieldKind::long_text || field->kind == FieldKind::boolean)
    return false;
  return run("resolve", [&](client::Replica& replica, const client::Author& author) -> Status {
    const Uid uid = place_.saves.next();
    Written written{form.name, field->number, {}};
    for (const Rival& rival : card.rivals) {
      if (const auto seen = uid_in(rival.value)) written.shown.insert(*seen);
    }
    place_.saves.note(uid, written);
    const auto saved = replica.resolve(author, form.name, field->number, card.cell.element, {},
                                       value_with(uid, field->kind), form.basis);
    if (!saved) return saved.error();
    place_.saves.answered(place_.device.name(), uid);
    return done;
  });
}

bool Person::run(std::string_view what,
                 const std::function<Status(client::Replica&, const client::Author&)>& deed) {
  const auto somebody = author();
  if (!somebody) return false;
  Status status = refused("device.died");
  place_.device.run([&](client::Replica& replica) { status = deed(replica, *somebody); });
  place_.world.trace.line(place_.device.name(), what, status ? "saved" : status.error().code);
  return status.ok();
}

// Reads follow own writes: what was saved just now is what its author sees.
void Person::check_own_value(const client::RecordName& name, const std::map<Uid, Written>& written) {
  const auto read = place_.device.replica().read(name);
  if (!read) {
    violations_.push_back("own save cannot be read: " + describe(read.error()));
    return;
  }
  for (const auto& [uid, one] : written) {
    if (!uids_shown(*read, one.field).contains(uid)) {
      violations_.push_back("own save is not shown: u" + std::to_string(uid));
    }
  }
}

}  // namespace mektep::sim
