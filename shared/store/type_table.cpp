#include "shared/store/type_table.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <set>

namespace mektep {
namespace {

// "topic" of "topic_ru": the part that language variants of a field share.
std::string_view stem_of(std::string_view name) {
  for (const std::string_view ending : {"_kk", "_ru", "_en"}) {
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  }
  return name;
}

// References that are looked up from the other side: a parent's children, an activity's attendance.
std::set<FieldNumber> indexed_references(const RecordType& type) {
  std::set<FieldNumber> fields;
  const auto add = [&](std::string_view name) {
    const Field* field = type.field(name);
    if (field != nullptr && field->kind == FieldKind::reference) fields.insert(field->number);
  };
  for (const Tally& tally : type.tallies) add(tally.parent);
  if (!type.natural_key.empty()) add(type.natural_key.front());
  return fields;
}

}  // namespace

std::string sql_name(std::string_view text) {
  assert(text.find('"') == std::string_view::npos);
  return '"' + std::string(text) + '"';
}

TypeTable::TypeTable(const RecordType& type, const Schema& schema, bool pending)
    : type_(type), pending_(pending) {
  columns_.reserve(type_.fields.size());
  for (const Field& field : type_.fields) {
    const RecordType* target = field.target.empty() ? nullptr : schema.type(field.target);
    columns_.push_back({field, target == nullptr ? TypeNumber{0} : target->number});
  }
  group_title();
  select_ = "SELECT _m, " + std::string(pending_ ? "_p" : "NULL");
  std::string names = "scope, id, _id, _k, _gone, _x, _m" + std::string(pending_ ? ", _p" : "");
  std::string values = "?1, ?2, ?3, ?4, ?5, ?6, ?7" + std::string(pending_ ? ", ?8" : "");
  std::string updates = "_k = ?4, _gone = ?5, _x = ?6, _m = ?7" + std::string(pending_ ? ", _p = ?8" : "");
  int parameter = 8;
  for (const Column& column : columns_) {
    const std::string column_name = sql_name(column.field.name);
    const std::string value = "?" + std::to_string(++parameter);
    select_ += ", " + column_name;
    names += ", " + column_name;
    values += ", " + value;
    updates += ", " + column_name + " = " + value;
  }
  select_ += " FROM " + name() + " WHERE scope = ? AND id = ?";
  upsert_ = "INSERT INTO " + name() + "(" + names + ") VALUES(" + values +
            ") ON CONFLICT(scope, id) DO UPDATE SET " + updates;
  remove_ = "DELETE FROM " + name() + " WHERE scope = ? AND id = ?";
}

const Column* TypeTable::column(FieldNumber number) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [number](const Column& column) { return column.field.number == number; });
  return found == columns_.end() ? nullptr : &*found;
}

void TypeTable::group_title() {
  std::vector<std::string_view> stems;
  for (const std::string& field_name : type_.title) {
    const Field* field = type_.field(field_name);
    if (field == nullptr || !is_scalar(field->kind)) continue;
    const std::string_view stem = stem_of(field->name);
    auto group = static_cast<std::size_t>(std::find(stems.begin(), stems.end(), stem) - stems.begin());
    if (group == stems.size()) {
      stems.push_back(stem);
      title_.emplace_back();
    }
    title_[group].push_back(static_cast<std::size_t>(field - type_.fields.data()));
  }
}

std::string TypeTable::column_definition(const Column& column) const {
  return sql_name(column.field.name) + (is_integer_column(column.field.kind) ? " INTEGER" : " TEXT");
}

std::string TypeTable::create() const {
  std::string sql = "CREATE TABLE " + name() +
                    "(_n INTEGER PRIMARY KEY, scope INTEGER NOT NULL, id INTEGER NOT NULL, _id TEXT NOT NULL,"
                    " _k TEXT NOT NULL, _gone INTEGER NOT NULL";
  for (const Column& column : columns_) sql += ", " + column_definition(column);
  sql += ", _x TEXT";
  if (pending_) sql += ", _p BLOB";
  return sql + ", _m BLOB NOT NULL, UNIQUE(scope, id)) STRICT";
}

std::string TypeTable::add_column(const Column& column) const {
  return "ALTER TABLE " + name() + " ADD COLUMN " + column_definition(column);
}

std::vector<TypeTable::Index> TypeTable::create_indexes() const {
  std::vector<Index> indexes;
  const std::string number = std::to_string(type_.number.value);
  const auto add = [&](std::string index_name, std::string_view rows) {
    std::string sql = "CREATE INDEX IF NOT EXISTS " + sql_name(index_name) + " ON " + name();
    indexes.push_back({std::move(index_name), sql.append(rows)});
  };
  if (pending_) add("p_" + number, "(scope, id) WHERE _p IS NOT NULL");
  for (const FieldNumber field : indexed_references(type_)) {
    add("i_" + number + "_" + std::to_string(field.value),
        "(scope, " + sql_name(column(field)->field.name) + ")");
  }
  return indexes;
}

}  // namespace mektep
