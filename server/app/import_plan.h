#pragma once
// What a table that is imported becomes: records with the values they shall have. Planned whole before
// anything is written, so a wrong line leaves everything as it was.
// Reads the store through `ground`; writes nothing.

#include <set>

#include "server/tally/directory.h"
#include "server/app/import_sheet.h"

namespace mektep::server {

struct PlannedField {
  FieldNumber field;
  Value value;
  std::vector<Bytes> elements;  // of a set
  bool is_set = false;
  bool only_if_absent = false;  // a first value, which others change afterwards
};

struct PlannedRecord {
  ScopeNumber scope;
  RecordKey key;
  std::size_t line = 0;  // that it comes from
  std::vector<PlannedField> fields;
};

struct ImportPlan {
  std::size_t rows = 0;
  std::vector<School> new_schools;  // with the numbers they shall have
  std::vector<PlannedRecord> records;
};

// What a plan stands on; all of it outlives the call.
struct ImportGround {
  const Schema& schema;
  const Reader& reader;
  const Directory& directory;
  std::function<RecordId()> draw_id;
};

enum class ImportKind { regions, sites, terms, codebooks, schools, people, partnerships, statuses };
// Fails with import.unknown_kind (given, nearest): Remedy::usage.
Result<ImportKind> import_kind(std::string_view word);

// Fails with import.* and, where the schema lacks what the kind needs, schema.type_missing (type).
Result<ImportPlan> plan_import(ImportKind kind, const CsvTable& table, const ImportGround& ground);

}  // namespace mektep::server
