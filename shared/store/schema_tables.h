#pragma once
// Brings the record tables of a file to a schema: tables, columns and indexes are only added, views made
// anew, and records that waited in r_unknown, or whose fields nobody knew, get their columns.
// Which columns exist, and under which field numbers, is written in the table record_column, so a renamed
// type or field renames its table or column.

#include <map>

#include "shared/sqlite/database.h"
#include "shared/store/type_table.h"

namespace mektep {

using TypeTables = std::map<TypeNumber, TypeTable>;
TypeTables tables_of(const Schema& schema, bool pending);

// Whether `bring_tables` would find nothing to do.
bool are_brought(Database& database, const TypeTables& tables);

// Inside the caller's transaction, which is rolled back on failure. Fails with store.type_name_taken (type),
// store.field_name_taken (type, field), store.field_kind_changed (type, field).
Status bring_tables(Database& database, const TypeTables& tables);

}  // namespace mektep
