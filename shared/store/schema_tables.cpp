#include "shared/store/schema_tables.h"

#include <algorithm>
#include <optional>

#include "shared/store/record_rows.h"

namespace mektep {
namespace {

// In record_column: field 0 is the type itself.
constexpr FieldNumber type_itself{0};

struct Registered {
  std::string name;
  std::int64_t kind = 0;
  friend bool operator==(const Registered&, const Registered&) = default;
};
using Registry = std::map<FieldNumber, Registered>;

std::int64_t kind_number(const Field& field) { return static_cast<std::int64_t>(field.kind); }

Registry registry_of(Database& database, TypeNumber type) {
  Registry registry;
  auto rows = database.prepared("SELECT field, name, kind FROM record_column WHERE type = ?");
  rows.bind_all(type);
  while (rows.step()) {
    registry[rows.column<FieldNumber>(0)] = {rows.column<std::string>(1), rows.column<std::int64_t>(2)};
  }
  return registry;
}

std::optional<std::string> definition_of(Database& database, std::string_view name) {
  return database.prepared("SELECT coalesce(sql, '') FROM sqlite_master WHERE name = ?")
      .bind_all(name)
      .first<std::string>();
}

bool has_waiting(Database& database, TypeNumber type) {
  return database.prepared("SELECT EXISTS(SELECT 1 FROM r_unknown WHERE type = ?)")
      .bind_all(type)
      .first<bool>()
      .value_or(false);
}

bool is_brought(Database& database, const TypeTable& table) {
  const RecordType& type = table.type();
  const Registry registry = registry_of(database, type.number);
  const auto as_registered = [&](FieldNumber field, const Registered& wanted) {
    const auto found = registry.find(field);
    return found != registry.end() && found->second == wanted;
  };
  const auto indexes = table.create_indexes();
  return as_registered(type_itself, {type.name, 0}) && !has_waiting(database, type.number) &&
         std::all_of(type.fields.begin(), type.fields.end(),
                     [&](const Field& field) {
                       return as_registered(field.number, {field.name, kind_number(field)});
                     }) &&
         definition_of(database, type.name) == table.create_view() &&
         std::all_of(indexes.begin(), indexes.end(), [&](const TypeTable::Index& index) {
           return definition_of(database, index.name).has_value();
         });
}

// One type's table on its way to the schema.
class Bringer {
 public:
  Bringer(Database& database, const TypeTable& table)
      : database_(database), table_(table), registry_(registry_of(database, table.type().number)) {}

  Status run();

 private:
  Status check_names() const;
  void make_table();
  void rename();
  bool add_columns();
  void make_view_and_indexes();
  void renew_rows_with_unknown_fields();
  void move_waiting();
  void enter(FieldNumber field, std::string_view name, std::int64_t kind);

  Database& database_;
  const TypeTable& table_;
  const Registry registry_;
};

Status Bringer::run() {
  if (auto checked = check_names(); !checked) return checked.error();
  const bool is_new = registry_.empty();
  if (is_new) {
    make_table();
  } else {
    rename();
  }
  const bool grew = !is_new && add_columns();
  make_view_and_indexes();
  if (grew) renew_rows_with_unknown_fields();
  move_waiting();
  return done;
}

Status Bringer::check_names() const {
  const RecordType& type = table_.type();
  const auto known = registry_.find(type_itself);
  if (known == registry_.end() || known->second.name != type.name) {
    const bool taken = definition_of(database_, type.name) || definition_of(database_, "r_" + type.name);
    if (taken || type.name.starts_with("sqlite_")) {
      return refused("store.type_name_taken").with("type", type.name);
    }
  }
  for (const Field& field : type.fields) {
    if (field.name == "scope" || field.name == "id") {
      return refused("store.field_name_taken").with("type", type.name).with("field", field.name);
    }
    const auto found = registry_.find(field.number);
    if (found != registry_.end() && found->second.kind != kind_number(field)) {
      return refused("store.field_kind_changed").with("type", type.name).with("field", field.name);
    }
  }
  return done;
}

void Bringer::make_table() {
  database_.execute(table_.create());
  enter(type_itself, table_.type().name, 0);
  for (const Column& column : table_.columns())
    enter(column.field.number, column.field.name, kind_number(column.field));
}

void Bringer::rename() {
  const std::string& before = registry_.at(type_itself).name;
  if (before != table_.type().name) {
    database_.execute("DROP VIEW IF EXISTS " + sql_name(before));
    database_.execute("ALTER TABLE " + sql_name("r_" + before) + " RENAME TO " + table_.name());
    enter(type_itself, table_.type().name, 0);
  }
  for (const Column& column : table_.columns()) {
    const auto found = registry_.find(column.field.number);
    if (found == registry_.end() || found->second.name == column.field.name) continue;
    database_.execute("ALTER TABLE " + table_.name() + " RENAME COLUMN " + sql_name(found->second.name) +
                      " TO " + sql_name(column.field.name));
    enter(column.field.number, column.field.name, kind_number(column.field));
  }
}

bool Bringer::add_columns() {
  bool grew = false;
  for (const Column& column : table_.columns()) {
    if (registry_.contains(column.field.number)) continue;
    database_.execute(table_.add_column(column));
    enter(column.field.number, column.field.name, kind_number(column.field));
    grew = true;
  }
  return grew;
}

void Bringer::make_view_and_indexes() {
  database_.execute("DROP VIEW IF EXISTS " + table_.view_name());
  database_.execute(table_.create_view());
  for (const TypeTable::Index& index : table_.create_indexes()) database_.execute(index.sql);
}

// Their cells lie in _m, values and all; writing the row anew fills the columns.
void Bringer::renew_rows_with_unknown_fields() {
  std::vector<std::pair<ScopeNumber, RecordId>> places;
  {
    auto rows = database_.prepared("SELECT scope, id FROM " + table_.name() + " WHERE _x IS NOT NULL");
    while (rows.step()) places.emplace_back(rows.column<ScopeNumber>(0), rows.column<RecordId>(1));
  }
  for (const auto& [scope, id] : places) {
    const RecordRow row = read_row(database_, table_, scope, id);
    write_row(database_, table_, scope, id, row.base, row.pending);
  }
}

void Bringer::move_waiting() {
  const TypeNumber type = table_.type().number;
  std::vector<std::pair<ScopeNumber, RecordId>> places;
  {
    auto rows = database_.prepared("SELECT scope, id FROM r_unknown WHERE type = ?");
    rows.bind_all(type);
    while (rows.step()) places.emplace_back(rows.column<ScopeNumber>(0), rows.column<RecordId>(1));
  }
  for (const auto& [scope, id] : places) {
    const RecordKey key{type, id};
    const RecordRow row = read_unknown_row(database_, scope, key);
    write_row(database_, table_, scope, id, row.base, row.pending);
    write_unknown_row(database_, scope, key, {}, {});
  }
}

void Bringer::enter(FieldNumber field, std::string_view name, std::int64_t kind) {
  database_
      .prepared(
          "INSERT INTO record_column(type, field, name, kind) VALUES(?1, ?2, ?3, ?4)"
          " ON CONFLICT(type, field) DO UPDATE SET name = ?3")
      .bind_all(table_.type().number, field, name, kind)
      .run();
}

}  // namespace

TypeTables tables_of(const Schema& schema, bool pending) {
  TypeTables tables;
  for (const RecordType& type : schema.types()) tables.try_emplace(type.number, type, schema, pending);
  return tables;
}

bool are_brought(Database& database, const TypeTables& tables) {
  return std::all_of(tables.begin(), tables.end(),
                     [&](const auto& each) { return is_brought(database, each.second); });
}

Status bring_tables(Database& database, const TypeTables& tables) {
  for (const auto& [number, table] : tables) {
    if (is_brought(database, table)) continue;
    if (auto brought = Bringer(database, table).run(); !brought) return brought.error();
  }
  return done;
}

}  // namespace mektep
