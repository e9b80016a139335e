#pragma once
// What the plans of all kinds share: rows into records by a list of columns, codes looked up, records of
// one name met once. Private to the import.

#include "server/app/import_plan.h"

namespace mektep::server {

// The columns of a kind's table, as far as each goes into a field of `type` by itself.
struct SheetForm {
  std::string_view type;
  std::span<const SheetColumn> columns;
};

class ImportPlanner {
 public:
  ImportPlanner(const CsvTable& table, const ImportGround& ground);

  const ImportGround& ground() const { return ground_; }
  const CsvTable& table() const { return table_; }
  const SheetLookups& lookups() const { return lookups_; }
  ImportPlan& plan() { return plan_; }

  // Fails with schema.type_missing (type).
  Result<const RecordType*> type(std::string_view name) const;
  // The record's fields from the columns that name one; columns that the table lacks stay as they are.
  // Fails as SheetRow does.
  Result<PlannedRecord> read(const SheetRow& row, const SheetForm& form, const RecordType& type) const;
  // Puts the record into the plan under its natural key. Fails with import.doubled_code when it is there.
  Status add_keyed(PlannedRecord record, const RecordType& type, const SheetRow& row, std::string_view code);
  Status add(PlannedRecord record, const SheetRow& row, std::string_view code);

  // Records of the directory that this very table brings: codes may refer to them before they are planned.
  void expect(std::string_view type, const std::string& code);
  // A record of scope network by its code, as another scope (or 0: the same) refers to it.
  Reference network_reference(std::string_view type, const std::string& code, ScopeNumber from) const;
  // References out of this scope are written with theirs.
  void write_into(ScopeNumber scope) { scope_ = scope; }

 private:
  std::optional<Reference> find(const std::string& type, const std::string& code) const;

  const CsvTable& table_;
  const ImportGround& ground_;
  SheetLookups lookups_;
  ImportPlan plan_;
  ScopeNumber scope_ = network_scope;
  std::set<std::pair<std::string, std::string>> expected_;  // type, code
  std::set<std::tuple<ScopeNumber, RecordKey>> planned_;
};

// Sets or replaces a field of a planned record. The type has the field, or nothing happens.
void put(PlannedRecord& record, const RecordType& type, std::string_view field, Value value);
void put_first(PlannedRecord& record, const RecordType& type, std::string_view field, Value value);

// One function a kind: import_office.cpp, import_schools.cpp.
Status plan_regions(ImportPlanner& planner);
Status plan_sites(ImportPlanner& planner);
Status plan_terms(ImportPlanner& planner);
Status plan_codebooks(ImportPlanner& planner);
Status plan_schools(ImportPlanner& planner);
Status plan_statuses(ImportPlanner& planner);
Status plan_people(ImportPlanner& planner);
Status plan_partnerships(ImportPlanner& planner);

}  // namespace mektep::server
