#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "server/app/lost.h"
#include "server/app/opened.h"
#include "server/app/verbs.h"
#include "server/http/scope_labels.h"
#include "shared/model/dates.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

std::string hex_of(std::uint64_t number) {
  Bytes bytes;
  append_u64(bytes, number);
  return to_hex(bytes);
}

template <class Number>
std::optional<Number> number_in(const std::string& text, int base) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

Result<VoidRange> range_asked_for(const Run& run) {
  const std::string given = run.asked.value("stream");
  const auto stream = number_in<std::uint64_t>(given, 16);
  if (!stream) return refused("void.unknown_stream").with("given", given);
  const std::string sequence = run.asked.value("sequence");
  const auto last = number_in<std::uint32_t>(sequence, 10);
  if (!last) return refused("void.not_a_number").with("given", sequence);
  VoidRange range;
  range.stream = StreamId{*stream};
  range.last = Sequence{*last};
  range.why = run.asked.value("--reason");
  return range;
}

}  // namespace

Status parked_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Reader& reader = *opened->reader;
  json::array rows;
  Table table{{"heading.scope", "heading.stream", "heading.number", "heading.device", "heading.time"}, {}};
  for (const Gap& gap : gaps(reader)) {
    const auto device = reader.device(gap.from);
    const std::string name = device ? device->name : hex_of(gap.from.value);
    const std::string scope = label_of(gap.scope, reader);
    const std::string since = to_iso(WallTime{gap.since_ms});
    rows.push_back(json::object{{"scope", scope},
                                {"stream", hex_of(gap.stream.value)},
                                {"first", gap.first.value},
                                {"last", gap.last.value},
                                {"packs", gap.packs},
                                {"device", name},
                                {"since", since}});
    table.rows.push_back({scope, hex_of(gap.stream.value),
                          std::to_string(gap.first.value) + "-" + std::to_string(gap.last.value), name, since});
  }
  run.console.print(json::object{{"parked", std::move(rows)}});
  run.console.print(table);
  if (table.rows.empty()) run.console.say("parked.none");
  return done;
}

Status void_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const std::string label = run.asked.value("scope");
  const auto scope = scope_labelled(label, *opened->reader);
  if (!scope) return refused("scope.unknown").with("given", label);
  const auto range = range_asked_for(run);
  if (!range) return range.error();
  const bool dry_run = run.asked.has("--dry-run");
  const auto given_up =
      give_up(opened->folder->parts(), *scope, *range, dry_run ? Decide::try_only : Decide::for_good);
  if (!given_up) return given_up.error();
  run.console.print(json::object{{"scope", label},
                                 {"stream", hex_of(range->stream.value)},
                                 {"first", given_up->first.value},
                                 {"last", given_up->last.value},
                                 {"goes_on", given_up->packs},
                                 {"dry_run", dry_run}});
  const std::string changes = std::to_string(given_up->first.value) + "-" + std::to_string(given_up->last.value);
  run.console.say_count(dry_run ? "void.would_go_on" : "void.goes_on", static_cast<std::int64_t>(given_up->packs),
                        {{"changes", changes}});
  return done;
}

}  // namespace mektep::server
