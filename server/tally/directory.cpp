#include "server/tally/directory.h"

#include "server/tally/record_view.h"
#include "shared/base/nearest.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

// Of what has no beginning or no end: 1900-01-01 and 2199-12-31.
constexpr Date first_day{-25567};
constexpr Date last_day{84005};
// A loop of units that were split from each other ends.
constexpr int splits_max = 8;

Labels names_of(const RecordView& view) {
  return {view.text("name_kk"), view.text("name_ru"), view.text("name_en")};
}

class DirectoryReader {
 public:
  DirectoryReader(const Reader& reader, const Schema& schema) : reader_(reader), schema_(schema) {}

  Directory read() {
    for_each("org_unit", [&](RecordId id, const RecordView& view) {
      directory_.units[id] = {view.text("code"),      view.text("kind"),
                              names_of(view),         view.refers_to("site"),
                              view.date("from").value_or(first_day), view.refers_to("split_from")};
    });
    read_schools();
    for_each("period", [&](RecordId id, const RecordView& view) {
      directory_.periods[view.text("code")] = {id, view.integer("year").value_or(0),
                                               view.date("from").value_or(first_day),
                                               view.date("to").value_or(last_day), view.text("state")};
    });
    for_each("codebook", [&](RecordId, const RecordView& view) {
      directory_.books[view.text("book")][view.text("code")] = names_of(view);
    });
    for_each("status_year", [&](RecordId, const RecordView& view) {
      directory_.statuses.push_back({view.refers_to("school"), view.integer("year").value_or(0),
                                     view.text("programme"), view.text("state"),
                                     view.boolean("reports").value_or(false)});
    });
    return std::move(directory_);
  }

 private:
  void for_each(std::string_view type, const std::function<void(RecordId, const RecordView&)>& visit) {
    const RecordType* known = schema_.type(type);
    if (known != nullptr) for_each_record(reader_, network_scope, *known, visit);
  }

  void read_schools() {
    std::map<std::string, RecordId> by_code;
    for_each("school", [&](RecordId id, const RecordView& view) {
      const std::string code = view.text("code");
      directory_.schools[id] = {code, {view.text("short_kk"), view.text("short_ru"), ""}, view.refers_to("region")};
      by_code[code] = id;
    });
    for (const School& school : reader_.schools()) {
      const auto found = by_code.find(school.code);
      if (found != by_code.end()) directory_.numbers[school.number] = found->second;
    }
  }

  const Reader& reader_;
  const Schema& schema_;
  Directory directory_;
};

}  // namespace

RecordId Directory::unit_at(RecordId unit, Date day) const {
  auto found = units.find(unit);
  for (int step = 0; step < splits_max && found != units.end() && day < found->second.from; ++step) {
    const auto before = units.find(found->second.split_from);
    if (before == units.end()) break;
    found = before;
  }
  return found == units.end() ? RecordId{0} : found->first;
}

std::string Directory::unit_code(RecordId unit) const {
  const auto found = units.find(unit);
  return found == units.end() ? std::string() : found->second.code;
}

RecordId Directory::school_at(ScopeNumber scope) const {
  const auto kind = kind_of(scope);
  if (kind != ScopeKind::school && kind != ScopeKind::desk) return RecordId{0};
  const auto found = numbers.find(school_of(scope));
  return found == numbers.end() ? RecordId{0} : found->second;
}

std::set<RecordId> Directory::expected_in(std::int64_t year) const {
  std::set<RecordId> expected;
  for (const auto& status : statuses) {
    if (status.year == year && status.state == "granted" && status.reports) expected.insert(status.school);
  }
  return expected;
}

std::string Directory::current_period() const {
  std::string current;
  const Period* best = nullptr;
  for (const auto& [code, period] : periods) {
    const bool open = period.state == "open";
    const bool best_open = best != nullptr && best->state == "open";
    if (best != nullptr && (best_open && !open)) continue;
    if (best != nullptr && best_open == open && period.from < best->from) continue;
    best = &period;
    current = code;
  }
  return current;
}

Result<Directory::Period> Directory::find_period(const std::string& code) const {
  const auto found = periods.find(code);
  if (found != periods.end()) return found->second;
  std::vector<std::string> codes;
  for (const auto& [known, period] : periods) codes.push_back(known);
  return refused("period.unknown").with("given", code).with("nearest", nearest(code, codes));
}

Directory Directory::read(const Reader& reader, const Schema& schema) {
  Directory directory;
  reader.together([&] { directory = DirectoryReader(reader, schema).read(); });
  return directory;
}

}  // namespace mektep::server
