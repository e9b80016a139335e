#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/app/opened.h"
#include "server/app/verbs.h"
#include "server/http/names.h"
#include "server/store/own_record.h"
#include "shared/model/dates.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

constexpr char office[] = "office";

Status set_state(ServerFolder& folder, RecordId period, const std::string& state) {
  const RecordType* type = folder.store().schema().type("period");
  const Field* field = type == nullptr ? nullptr : type->field("state");
  if (field == nullptr) return refused("schema.type_missing").with("type", "period");
  auto integration = Integration::begin(folder.parts());
  if (!integration) return integration.error();
  const RecordKey key{type->number, period};
  OwnRecord record(key, (*integration)->record(network_scope, key));
  record.set(field->number, state);
  if (record.changes_nothing()) return done;
  if (auto written = (*integration)->write({{network_scope, office, record.take()}}); !written) return written;
  (*integration)->audit(office, "period." + state, std::to_string(period.value));
  (*integration)->commit();
  return done;
}

Status move_period(const Run& run, const std::string& state, const char* sentence) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const std::string code = run.asked.value("period");
  const auto period = Directory::read(*opened->reader, opened->schema()).find_period(code);
  if (!period) return period.error();
  if (auto moved = set_state(*opened->folder, period->id, state); !moved) return moved;
  run.console.print(json::object{{"period", code}, {"state", state}});
  run.console.say(sentence, {{"period", code}, {"from", to_text(period->from)}, {"to", to_text(period->to)}});
  return done;
}

}  // namespace

Status period_open_verb(const Run& run) { return move_period(run, "open", "period.opened"); }

Status period_close_verb(const Run& run) { return move_period(run, "closed", "period.closed"); }

Status period_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Directory directory = Directory::read(*opened->reader, opened->schema());
  const Language language = run.console.catalog().language();
  json::array periods;
  Table table{{"heading.period", "heading.from", "heading.to", "heading.state"}, {}};
  for (const auto& [code, period] : directory.periods) {
    periods.push_back(json::object{
        {"period", code}, {"from", to_text(period.from)}, {"to", to_text(period.to)}, {"state", period.state}});
    table.rows.push_back({code, to_text(period.from), to_text(period.to),
                          name_of_code(directory, "period_states", period.state, language)});
  }
  run.console.print(json::object{{"periods", std::move(periods)}});
  run.console.print(table);
  if (table.rows.empty()) run.console.say("list.empty");
  return done;
}

}  // namespace mektep::server
