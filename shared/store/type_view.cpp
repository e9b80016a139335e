// The view of a record type: what any SQLite tool reads. Nothing but functions that every SQLite has, and
// integer arithmetic only: a decimal never becomes a floating-point number on its way out.

#include <algorithm>

#include "shared/store/type_table.h"

namespace mektep {
namespace {

std::string shown(const Column& column) {
  const std::string name = sql_name(column.field.name);
  if (column.field.kind == FieldKind::date) return "date(" + name + " * 86400, 'unixepoch')";
  if (column.field.kind != FieldKind::decimal || column.field.scale == 0) return name;
  std::string one = "1";
  one.append(static_cast<std::size_t>(column.field.scale), '0');
  // abs() of the smallest integer is an error, so it comes after the division. Zeros behind the last digit
  // go, and the point with them: that is how the programs print decimals.
  return "CASE WHEN " + name + " < 0 THEN '-' ELSE '' END || abs(" + name + " / " + one +
         ") || rtrim(rtrim(printf('.%0" + std::to_string(column.field.scale) + "d', abs(" + name + " % " +
         one + ")), '0'), '.')";
}

}  // namespace

std::string TypeTable::title_expression() const {
  if (title_.empty()) return "NULL";
  std::string joined;
  for (const auto& group : title_) {
    std::string first_filled;
    for (const std::size_t at : group) first_filled += "nullif(" + shown(columns_[at]) + ", ''), ";
    joined += (joined.empty() ? "" : " || ") + ("coalesce(' · ' || coalesce(" + first_filled + "NULL), '')");
  }
  return "nullif(substr(" + joined + ", 4), '')";
}

std::string TypeTable::create_view() const {
  std::string sql = "CREATE VIEW " + view_name() + " AS SELECT _id AS id, scope";
  const auto has = [&](std::string_view name) { return type_.field(name) != nullptr; };
  if (!has("title")) sql += ", " + title_expression() + " AS title";
  if (!has("date")) {
    const Field* date = type_.date.empty() ? nullptr : type_.field(type_.date);
    sql += ", " + (date == nullptr ? std::string("NULL") : shown(*column(date->number))) + " AS date";
  }
  for (const Column& column : columns_) sql += ", " + shown(column) + " AS " + sql_name(column.field.name);
  // On a device: what has not left. Programs of any version may ask for it (client/replica/unsent_copy.h).
  if (pending_ && !has("unsent")) sql += ", _p IS NOT NULL AS unsent";
  return sql + " FROM " + name() + " WHERE _gone = 0";
}

}  // namespace mektep
