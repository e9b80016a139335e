#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "client/cli/author.h"
#include "client/cli/fields.h"
#include "client/cli/values.h"
#include "client/cli/verbs.h"
#include "shared/model/record_id.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

Result<Reference> period_named(const Replica& replica, const RecordType& report, const std::string& code) {
  const Field* field = report.field("period");
  if (field == nullptr) return refused("period.unknown").with("given", code);
  auto found = find_reference(replica, *field, ScopeNumber{0}, code);
  if (!found) return refused("period.unknown").with("given", code);
  return found;
}

const Value* value_of(const ReadRecord& record, const RecordType& type, std::string_view name) {
  const Field* field = type.field(name);
  for (const auto& shown : record.shown.fields) {
    if (field != nullptr && shown.field == field->number) return &shown.value;
  }
  return nullptr;
}

// The school's own report of the period: its working text, made when it is not there yet.
Result<RecordName> report_for(const Run& run, const Author& author, const RecordType& type,
                              const Reference& period) {
  RecordEdit edit;
  edit.type = type.number;
  edit.scope = run.replica.identity()->school_scope;
  ListQuery query;
  query.type = type.name;
  const auto reports = run.replica.list(query);
  if (!reports) return reports.error();
  for (const auto& report : *reports) {
    const Value* value = value_of(report, type, "period");
    const auto* reference = value == nullptr ? nullptr : std::get_if<Reference>(value);
    if (reference == nullptr || reference->id != period.id) continue;
    edit.name = report.name;
    edit.basis = report.basis;
  }
  if (!edit.name) {
    FieldWrite write;
    write.field = type.field("period")->number;
    write.value = period;
    edit.fields.push_back(std::move(write));
  }
  for (const std::string text : {"narrative", "needs"}) {
    if (!run.invocation.has("--" + text)) continue;
    FieldWrite write;
    write.field = type.field(text)->number;
    write.text = run.invocation.value("--" + text);
    edit.fields.push_back(std::move(write));
  }
  if (edit.fields.empty()) return *edit.name;
  const auto saved = run.replica.write(author, {edit});
  if (!saved) return saved.error();
  return saved->records.at(0);
}

// First and last day of the period; equal and far away when its record is not whole.
std::pair<Date, Date> days_of(const Replica& replica, const Reference& period) {
  const auto name = replica.named(period);
  const RecordType* type = replica.schema().type(period.type);
  if (!name || type == nullptr) return {};
  const auto record = replica.read(*name);
  if (!record) return {};
  const auto day = [&](std::string_view field) {
    const Value* value = value_of(*record, *type, field);
    const auto* date = value == nullptr ? nullptr : std::get_if<Date>(value);
    return date == nullptr ? Date{} : *date;
  };
  return {day("from"), day("to")};
}

// The figures as they were signed, by tally and group.
json::array figures_of(const Run& run, const RecordName& copy) {
  json::array figures;
  const RecordType* type = run.replica.schema().type("submission_figure");
  if (type == nullptr) return figures;
  ListQuery query;
  query.type = type->name;
  const auto records = run.replica.list(query);
  if (!records) return figures;
  for (const auto& record : *records) {
    const Value* about = value_of(record, *type, "submission");
    const auto* reference = about == nullptr ? nullptr : std::get_if<Reference>(about);
    if (reference == nullptr || reference->id != copy.key.id) continue;
    json::object fields = fields_to_json(record.shown, *type);
    figures.push_back(
        json::object{{"tally", fields["tally"]}, {"group", fields["group"]}, {"amount", fields["amount"]}});
  }
  return figures;
}

}  // namespace

Status submit_verb(const Run& run) {
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  const RecordType* type = run.replica.schema().type("report");
  const std::string code = run.invocation.value("period");
  if (type == nullptr) return refused("period.unknown").with("given", code);
  const auto author = author_of(run.replica, run.invocation.value("--as"));
  if (!author) return author.error();
  const auto period = period_named(run.replica, *type, code);
  if (!period) return period.error();
  const auto report = report_for(run, *author, *type, *period);
  if (!report) return report.error();
  const auto [from, to] = days_of(run.replica, *period);
  const auto submitted = run.replica.submit(*author, {*report, code, run.replica.figures(from, to)});
  if (!submitted) return submitted.error();
  const std::string hash = to_hex(submitted->content_hash);
  json::array figures = figures_of(run, submitted->copy);
  const std::size_t figure_count = figures.size();
  run.console.print(json::object{{"saved", true},
                                 {"period", code},
                                 {"report", to_text(report->key.id)},
                                 {"copy", to_text(submitted->copy.key.id)},
                                 {"content_hash", hash},
                                 {"figures", std::move(figures)}});
  run.console.print_line(run.console.catalog().say_count(
      "submit.done", static_cast<std::int64_t>(figure_count),
      {{"period", code}, {"figures", std::to_string(figure_count)}, {"hash", hash}}));
  return done;
}

}  // namespace mektep::client
