#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "client/cli/author.h"
#include "client/cli/fields.h"
#include "client/cli/values.h"
#include "client/cli/verbs.h"
#include "client/replica/unsent_copy.h"
#include "shared/model/record_id.h"

namespace mektep::client {
namespace {

// An export holds all; this bounds what a damaged index could make it read.
constexpr std::size_t exported_max = 10'000'000;

// RFC 4180; a cell that a table program would take for a formula is text.
std::string csv_cell(const std::string& text) {
  std::string cell = text;
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) {
    cell.insert(cell.begin(), '\'');
  }
  std::string quoted = "\"";
  for (const char letter : cell) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

// Numbers stay numbers: -1 in a count is no formula.
std::string csv_of(const Run& run, const ShownField& shown, const Field& field) {
  const std::string words = to_words(run.replica, shown, field, run.console.catalog().language());
  const bool number = field.kind == FieldKind::integer || field.kind == FieldKind::decimal;
  return number ? words : csv_cell(words);
}

Result<std::size_t> write_csv(const Run& run, const std::string& file) {
  const std::string name = run.invocation.value("--type");
  if (name.empty()) return wrong_usage("cli.missing_argument").with("name", "--type");
  const auto found = type_named(run.replica, name);
  if (!found) return found.error();
  const RecordType* type = *found;
  ListQuery query;
  query.type = name;
  query.count_max = exported_max;
  const auto person = reading_person(run.replica, run.invocation.value("--as"), type);
  if (!person) return person.error();
  query.person = *person;
  const auto records = run.replica.list(query);
  if (!records) return records.error();
  // Table programs on a Russian Windows read UTF-8 only with the mark in front.
  std::string text = "\xef\xbb\xbf" + csv_cell("id");
  for (const auto& field : type->fields) text += "," + csv_cell(field.name);
  text += "\r\n";
  for (const auto& record : *records) {
    text += csv_cell(to_text(record.name.key.id));
    for (const auto& field : type->fields) {
      text += ",";
      for (const auto& shown : record.shown.fields) {
        if (shown.field == field.number) text += csv_of(run, shown, field);
      }
    }
    text += "\r\n";
  }
  if (auto written = run.environment.files.write(file, view_of(text)); !written) return written.error();
  return records->size();
}

Result<std::size_t> write_unsent(const Path& directory, Files& files, const std::string& file) {
  const auto unsent = read_unsent(directory);
  if (!unsent) return unsent.error();
  boost::json::array records;
  for (const UnsentRecord& record : *unsent) {
    boost::json::object fields;
    for (const auto& [name, text] : record.fields) fields[name] = text;
    records.push_back(boost::json::object{{"type", record.type}, {"fields", std::move(fields)}});
  }
  const std::string text = boost::json::serialize(boost::json::object{{"unsent", std::move(records)}}) + "\n";
  if (auto written = files.write(file, view_of(text)); !written) return written.error();
  return unsent->size();
}

void tell(Console& console, const std::string& file, std::size_t count) {
  console.print(boost::json::object{{"file", file}, {"records", count}});
  console.say_count("export.done", static_cast<std::int64_t>(count), {{"file", file}});
}

}  // namespace

Status export_unopened(const Invocation& invocation, Console& console, const Environment& environment,
                       const Path& directory) {
  const std::string file = invocation.value("file");
  Result<std::size_t> count = wrong_usage("export.unknown_ending").with("file", file);
  if (file.ends_with(".json")) count = write_unsent(directory, environment.files, file);
  if (file.ends_with(".sqlite")) {
    const Status copied = copy_unopened(directory, file);
    count = copied ? Result<std::size_t>(std::size_t{0}) : Result<std::size_t>(copied.error());
  }
  if (!count) return count.error();
  tell(console, file, *count);
  return done;
}

Status export_verb(const Run& run) {
  const std::string file = run.invocation.value("file");
  if (file.ends_with(".json")) return export_unopened(run.invocation, run.console, run.environment, run.directory);
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  Result<std::size_t> count = wrong_usage("export.unknown_ending").with("file", file);
  if (file.ends_with(".csv")) count = write_csv(run, file);
  if (file.ends_with(".sqlite")) count = run.replica.copy_to(file);
  if (!count) return count.error();
  tell(run.console, file, *count);
  return done;
}

}  // namespace mektep::client
