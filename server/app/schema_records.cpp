#include "server/app/schema_records.h"

#include <algorithm>

#include "server/store/own_record.h"
#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

// Three pages of TOML: small enough that an edit of a type sends little.
constexpr std::size_t document_part_bytes = 8 * 1024;

// Whole lines; a line longer than a part stands alone.
std::vector<std::string> parts_of(std::string_view document) {
  std::vector<std::string> parts{{}};
  while (!document.empty()) {
    const auto size = std::min(document.find('\n'), document.size() - 1) + 1;
    if (!parts.back().empty() && parts.back().size() + size > document_part_bytes) parts.emplace_back();
    parts.back() += document.substr(0, size);
    document.remove_prefix(size);
  }
  return parts;
}

std::string document_in(const RecordState& state) {
  std::vector<Paragraph> paragraphs;
  for (const auto& [key, cell] : state.cells) {
    if (key.field != builtin::schema_field::document || cell.empty()) continue;
    if (const auto* text = std::get_if<std::string>(&shown_of(cell).value)) paragraphs.push_back({key.element, *text});
  }
  in_order(paragraphs);
  std::string document;
  for (const auto& paragraph : paragraphs) {
    document += paragraph.text;
    if (!document.ends_with('\n')) document += '\n';
  }
  return document;
}

std::uint32_t version_in(const RecordState& state) {
  const auto cell = state.cells.find({builtin::schema_field::version, {}});
  if (cell == state.cells.end() || cell->second.empty()) return 0;
  const auto* number = std::get_if<std::int64_t>(&shown_of(cell->second).value);
  return number == nullptr ? 0 : static_cast<std::uint32_t>(std::clamp<std::int64_t>(*number, 0, UINT32_MAX));
}

}  // namespace

Result<std::size_t> write_schema(Integration& integration, const Schema& schema) {
  std::vector<OwnChange> changes;
  for (const RecordType& type : schema.types()) {
    const std::string document = schema.document_of(type);
    if (document.empty() || type.number.value < 32) continue;  // the program's own travel with the program
    const RecordKey key{builtin::schema_type, RecordId{type.number.value}};
    OwnRecord record(key, integration.record(network_scope, key));
    record.set(builtin::schema_field::version, static_cast<std::int64_t>(schema.version()));
    record.set_paragraphs(builtin::schema_field::document, parts_of(document), integration.parts().random);
    if (!record.changes_nothing()) changes.push_back({network_scope, {}, record.take()});
  }
  if (auto written = integration.write(changes); !written) return written.error();
  return changes.size();
}

Schema read_schema(const Reader& reader, Log& log) {
  Schema schema;
  std::uint32_t version = 0;
  const RecordKey before{builtin::schema_type, RecordId{0}};
  for (const RecordKey& key : reader.keys(network_scope, before, limits::schema_types_max)) {
    if (key.type != builtin::schema_type) break;
    const RecordState state = reader.record(network_scope, key);
    if (is_gone(state)) continue;
    version = std::max(version, version_in(state));
    auto grown = schema.with_type(document_in(state), version);
    if (grown) {
      schema = std::move(*grown);
    } else {
      log.line("schema.document_left_out", {{"error", describe(grown.error())}});
    }
  }
  return schema;
}

}  // namespace mektep::server
