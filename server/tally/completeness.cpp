#include "server/tally/completeness.h"

#include <algorithm>

#include "server/tally/answers.h"
#include "server/tally/record_view.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"

namespace mektep::server::report {
namespace {

constexpr std::string_view submissions_tally = "submissions";

struct HandedIn {
  std::int64_t first_ms = 0;
  std::string review;
};

// When the server answered that it has the report; 0 before it did.
std::int64_t answered_ms(const Reader& reader, ScopeNumber desk, const RecordKey& submission) {
  const RecordState answer = reader.record(desk, answer_key(submission));
  const auto cell = answer.cells.find({builtin::answer_field::at_ms, {}});
  if (cell == answer.cells.end()) return 0;
  const auto* at = std::get_if<std::int64_t>(&shown_of(cell->second).value);
  return at == nullptr ? 0 : *at;
}

// A desk holds a few reports a year: those of the period are told apart by reading them.
HandedIn handed_in(const Sources& sources, ScopeNumber desk, RecordId period) {
  HandedIn found;
  const RecordType* type = sources.schema.type("submission");
  if (type == nullptr) return found;
  std::int64_t last_ms = 0;
  for_each_record(sources.reader, desk, *type, [&](RecordId id, const RecordView& submission) {
    if (submission.refers_to("period") != period) return;
    const std::int64_t at_ms = answered_ms(sources.reader, desk, {type->number, id});
    if (found.first_ms == 0 || (at_ms != 0 && at_ms < found.first_ms)) found.first_ms = at_ms;
    if (at_ms >= last_ms) found.review = submission.text("state");
    last_ms = std::max(last_ms, at_ms);
  });
  return found;
}

// By school.
std::map<RecordId, HandedIn> received_in(const Sources& sources, RecordId period) {
  std::map<RecordId, HandedIn> received;
  const std::string wanted = to_text(period);
  for (const TallyRow& row : sources.reader.tally(submissions_tally)) {
    if (row.amount <= 0 || row.cell.groups.empty() || row.cell.groups.front() != wanted) continue;
    const RecordId school = sources.directory.school_at(row.scope);
    if (school == RecordId{0} || received.contains(school)) continue;
    received[school] = handed_in(sources, row.scope, period);
  }
  return received;
}

}  // namespace

Result<Completeness> completeness(const Sources& sources, const std::string& wanted, Date as_of) {
  const Directory& directory = sources.directory;
  Completeness table;
  table.period = wanted.empty() ? directory.current_period() : wanted;
  const auto period = directory.find_period(table.period);
  if (!period) return period.error();
  const auto expected = directory.expected_in(period->year);
  const auto received = received_in(sources, period->id);
  for (const auto& [id, school] : directory.schools) {
    CompletenessRow row;
    row.school = id;
    row.region = directory.unit_at(school.region, as_of);
    row.expected = expected.contains(id);
    row.state = row.expected ? ReportState::no_report : ReportState::not_expected;
    if (const auto found = received.find(id); found != received.end()) {
      row.state = ReportState::received;
      row.review = found->second.review;
      row.received_ms = found->second.first_ms;
    }
    table.expected += row.expected ? 1 : 0;
    table.received += row.expected && row.state == ReportState::received ? 1 : 0;
    table.rows.push_back(std::move(row));
  }
  const auto place = [&](const CompletenessRow& row) {
    return std::pair(directory.unit_code(row.region), directory.schools.at(row.school).code);
  };
  std::sort(table.rows.begin(), table.rows.end(),
            [&](const auto& left, const auto& right) { return place(left) < place(right); });
  return table;
}

}  // namespace mektep::server::report
