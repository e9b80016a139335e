#pragma once
// A network with a schema small enough to count by hand: schools in regions, activities with attendance,
// reports with figures.

#include "server/tally/answers.h"
#include "server/tally/directory.h"
#include "server/tally/tallies.h"
#include "shared/merge/merge.h"
#include "shared/model/dates.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {

// number, name, kind and what else a field says.
inline std::string field_text(int number, const std::string& name, const std::string& more) {
  return "  [[type.field]]\n  number = " + std::to_string(number) + "\n  name = \"" + name + "\"\n  " + more +
         "\n  labels = { kk = \"a\", ru = \"a\", en = \"a\" }\n";
}
inline std::string type_text(int number, const std::string& name, const std::string& scope,
                             const std::string& title) {
  return "[[type]]\nnumber = " + std::to_string(number) + "\nname = \"" + name + "\"\nscope = \"" + scope +
         "\"\nlabels = { kk = \"a\", ru = \"a\", en = \"a\" }\nwriters = [\"coordinator\"]\ntitle = [\"" +
         title + "\"]\n";
}
inline std::string tally_text(int number, const std::string& name, const std::string& more) {
  return "  [[type.tally]]\n  number = " + std::to_string(number) + "\n  name = \"" + name +
         "\"\n  labels = { kk = \"a\", ru = \"a\", en = \"a\" }\n  " + more + "\n";
}
inline std::string text_kind() { return "kind = \"text\""; }
inline std::string date_kind() { return "kind = \"date\""; }
inline std::string code_kind() { return "kind = \"code\"\n  codebook = \"book\""; }
inline std::string hours_kind() { return "kind = \"decimal\"\n  scale = 2"; }
inline std::string ref_kind(const std::string& type) {
  return "kind = \"reference\"\n  type = \"" + type + "\"";
}

// `from` is the dimension of activities that holds their date: "from:month", or "from" for its day.
inline std::string tally_schema(const std::string& from = "from:month") {
  const std::string by = "[\"kind\", \"state\", \"" + from + "\"]";
  const std::string by_activity = "[\"activity.kind\", \"activity.state\", \"activity." + from + "\"]";
  return "version = 3\n" + type_text(32, "org_unit", "network", "code") + field_text(1, "code", text_kind()) +
         field_text(8, "from", date_kind()) + field_text(10, "split_from", ref_kind("org_unit")) +
         field_text(2, "kind", text_kind()) + field_text(3, "name_kk", text_kind()) +
         field_text(4, "name_ru", text_kind()) + field_text(5, "name_en", text_kind()) +
         type_text(33, "school", "network", "code") + field_text(1, "code", text_kind()) +
         field_text(7, "region", ref_kind("org_unit")) + field_text(2, "short_kk", text_kind()) +
         field_text(3, "short_ru", text_kind()) + type_text(34, "status_year", "network", "year") +
         field_text(1, "school", ref_kind("school")) + field_text(2, "programme", text_kind()) +
         field_text(3, "year", "kind = \"integer\"") + field_text(4, "state", code_kind()) +
         field_text(5, "reports", "kind = \"boolean\"") +
         type_text(35, "period", "network", "code") + field_text(1, "code", text_kind()) +
         field_text(2, "year", "kind = \"integer\"") + field_text(4, "from", date_kind()) +
         field_text(5, "to", date_kind()) + field_text(6, "state", text_kind()) +
         type_text(36, "codebook", "network", "code") +
         field_text(1, "book", text_kind()) + field_text(2, "code", text_kind()) +
         field_text(3, "name_kk", text_kind()) + field_text(4, "name_ru", text_kind()) +
         field_text(5, "name_en", text_kind()) + type_text(38, "person", "school", "name") +
         field_text(1, "name", text_kind()) + type_text(39, "activity", "school", "topic") +
         field_text(1, "kind", code_kind()) + field_text(2, "from", date_kind()) +
         field_text(4, "hours", hours_kind()) + field_text(7, "topic", text_kind()) +
         field_text(16, "state", code_kind()) +
         tally_text(1, "activities", "by = " + by) + tally_text(2, "hours", "sum = \"hours\"\n  by = " + by) +
         type_text(40, "attendance", "school", "person") + field_text(1, "activity", ref_kind("activity")) +
         field_text(2, "person", ref_kind("person")) + field_text(6, "hours", hours_kind()) +
         tally_text(1, "participants", "by = " + by_activity) +
         tally_text(2, "person_hours", "sum = \"hours\"\n  by = " + by_activity) +
         tally_text(3, "participants_distinct", "distinct = \"person\"\n  by = [\"activity.kind\"]") +
         type_text(45, "submission", "desk", "state") + field_text(1, "school", ref_kind("school")) +
         field_text(2, "period", ref_kind("period")) +
         field_text(8, "heads", "kind = \"set\"\n  of = \"text\"") +
         field_text(10, "content_hash", text_kind()) +
         field_text(11, "state", code_kind() + "\n  writers = [\"server\"]") +
         field_text(12, "received", date_kind() + "\n  writers = [\"server\"]") +
         field_text(13, "check", "kind = \"long_text\"\n  writers = [\"server\"]") +
         tally_text(1, "submissions", "distinct = \"school\"\n  by = [\"period\", \"state\"]") +
         type_text(46, "submission_figure", "desk", "tally") +
         field_text(1, "submission", ref_kind("submission")) + field_text(2, "tally", text_kind()) +
         field_text(3, "group", text_kind()) + field_text(4, "amount", hours_kind());
}

inline constexpr TypeNumber org_unit_type{32};
inline constexpr TypeNumber school_type{33};
inline constexpr TypeNumber status_type{34};
inline constexpr TypeNumber period_type{35};
inline constexpr TypeNumber codebook_type{36};
inline constexpr TypeNumber activity_type{39};
inline constexpr TypeNumber attendance_type{40};
inline constexpr TypeNumber submission_type{45};
inline constexpr TypeNumber figure_type{46};

inline Value date(std::string_view text) { return *parse_date(text); }
inline Value decimal(std::int64_t units) { return Decimal{units}; }
inline Value refers(TypeNumber type, std::uint64_t id) { return Reference{{}, type, RecordId{id}}; }

using Fields = std::map<std::uint16_t, Value>;
using Amounts = std::map<TallyCell, std::int64_t>;

class TallyNetwork : public Network {
 public:
  explicit TallyNetwork(StoreKind kind, const std::string& schema = tally_schema()) : Network(kind, schema.c_str()) {
    parts.derivations = {&tallies, &answers};
  }

  // The office's hand: the record becomes what the fields say.
  void save(ScopeNumber in, TypeNumber type, std::uint64_t id, const Fields& fields) {
    OwnRecord record({type, RecordId{id}}, reader->record(in, {type, RecordId{id}}));
    for (const auto& [number, value] : fields) record.set(FieldNumber{number}, value);
    EXPECT_TRUE(write_own(parts, {{in, "", record.take()}}).ok());
  }
  void withdraw(ScopeNumber in, TypeNumber type, std::uint64_t id) {
    Op op;
    op.kind = OpKind::withdraw;
    op.record = {type, RecordId{id}};
    op.covers = live_versions(reader->record(in, op.record));
    EXPECT_TRUE(write_own(parts, {{in, "", {op}}}).ok());
  }
  void restore(ScopeNumber in, TypeNumber type, std::uint64_t id) {
    const RecordKey key{type, RecordId{id}};
    OwnRecord record(key, reader->record(in, key));
    EXPECT_TRUE(write_own(parts, {{in, "", record.restore().take()}}).ok());
  }

  void save_activity(std::uint64_t id, const std::string& kind, const std::string& state,
                     std::string_view from, std::int64_t hours) {
    save(scope(), activity_type, id, {{1, kind}, {16, state}, {2, date(from)}, {4, decimal(hours)}});
  }
  void save_attendance(std::uint64_t id, std::uint64_t activity, std::uint64_t person,
                       std::int64_t hours = 0) {
    save(scope(), attendance_type, id,
         {{1, refers(activity_type, activity)}, {2, refers(person_type, person)}, {6, decimal(hours)}});
  }

  Directory directory() const { return Directory::read(*reader, store->schema()); }

  Amounts amounts(ScopeNumber in) const {
    Amounts amounts;
    for (const TallyRow& row : reader->tallies(in)) {
      if (row.amount != 0) amounts[row.cell] = row.amount;
    }
    return amounts;
  }
  std::int64_t contested(const TallyCell& cell) const {
    for (const TallyRow& row : reader->tallies(scope())) {
      if (row.cell == cell) return row.contested;
    }
    return 0;
  }

  Tallies tallies;
  Answers answers;
};

}  // namespace mektep::server::test
