#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/app/opened.h"
#include "server/app/verbs.h"
#include "server/http/scope_labels.h"
#include "shared/model/dates.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

// The beginning of a chain head is enough to tell packs apart, and short enough to type.
std::string id_of(const HeldPack& held) { return to_hex(BytesView(held.head).first(8)); }

std::string hex_of(std::uint64_t number) {
  Bytes bytes;
  append_u64(bytes, number);
  return to_hex(bytes);
}

std::string_view reason_of(Kept kept) {
  switch (kept) {
    case Kept::logged: return "refused";
    case Kept::aside: return "aside";
    case Kept::lost: return "fork";
    case Kept::late: return "late";
  }
  return "refused";
}

json::object to_json(const HeldPack& held, const Reader& reader) {
  const auto device = reader.device(held.device);
  return {{"id", id_of(held)},
          {"scope", label_of(held.scope, reader)},
          {"stream", hex_of(held.stream.value)},
          {"first", held.first.value},
          {"last", held.last.value},
          {"reason", reason_of(held.kept)},
          {"why", held.code},
          {"device", device ? device->name : hex_of(held.device.value)},
          {"at", to_iso(WallTime{held.received_ms})},
          {"bytes", held.size}};
}

Result<HeldPack> held_named(const Reader& reader, const std::string& given) {
  for (const HeldPack& held : reader.held(std::nullopt)) {
    if (!given.empty() && id_of(held).starts_with(given)) return held;
  }
  return refused("held.unknown").with("given", given);
}

Bytes payload_of(const Reader& reader, const HeldPack& held) {
  if (held.kept != Kept::logged) {
    const auto kept = reader.kept(held.scope, held.head);
    return kept ? kept->bytes : Bytes{};
  }
  const auto position = reader.position_of(held.scope, held.head);
  if (!position) return {};
  const auto packs = reader.read_after(held.scope, Position{position->value - 1}, 1);
  return packs.empty() ? Bytes{} : packs.front().bytes;
}

}  // namespace

Status held_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Reader& reader = *opened->reader;
  json::array rows;
  Table table{{"heading.id", "heading.scope", "heading.device", "heading.reason", "heading.size"}, {}};
  for (const HeldPack& held : reader.held(std::nullopt)) {
    if (held.released) continue;
    rows.push_back(to_json(held, reader));
    const auto device = reader.device(held.device);
    table.rows.push_back({id_of(held), label_of(held.scope, reader), device ? device->name : "",
                          run.console.catalog().say("error." + held.code), std::to_string(held.size)});
  }
  run.console.print(json::object{{"held", std::move(rows)}});
  run.console.print(table);
  if (table.rows.empty()) run.console.say("status.no_held");
  return done;
}

Status held_release_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const auto held = held_named(*opened->reader, run.asked.value("held"));
  if (!held) return held.error();
  auto integration = Integration::begin(opened->folder->parts());
  if (!integration) return integration.error();
  if (auto released = (*integration)->release(held->scope, held->head); !released) {
    return Error(released.error()).with("given", run.asked.value("held"));
  }
  (*integration)->audit("office", "held.released", id_of(*held));
  (*integration)->commit();
  run.console.print(json::object{{"released", id_of(*held)}});
  run.console.say("held.released", {{"id", id_of(*held)}});
  return done;
}

Status held_export_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const auto held = held_named(*opened->reader, run.asked.value("held"));
  if (!held) return held.error();
  const Path file = run.asked.value("file");
  const Bytes payload = payload_of(*opened->reader, *held);
  if (auto written = run.place.files.write(file, payload); !written) return written;
  run.console.print(json::object{{"file", file.string()}, {"bytes", payload.size()}});
  run.console.say_count("held.exported", static_cast<std::int64_t>(held->last.value - held->first.value + 1),
                        {{"file", file.string()}});
  return done;
}

}  // namespace mektep::server
