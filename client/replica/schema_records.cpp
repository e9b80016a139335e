#include "client/replica/schema_records.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"

namespace mektep::client {
namespace {

std::string document_in(const RecordState& state) {
  std::vector<Paragraph> paragraphs;
  for (const auto& [key, cell] : state.cells) {
    if (key.field != builtin::schema_field::document || cell.empty()) continue;
    if (const auto* text = std::get_if<std::string>(&shown_of(cell).value))
      paragraphs.push_back({key.element, *text});
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

Schema schema_of_records(const RecordTables& tables, Log& log) {
  Schema schema;
  std::optional<RecordKey> after = RecordKey{builtin::schema_type, RecordId{0}};
  std::uint32_t version = 0;
  const auto keys = tables.keys(network_scope, after, limits::schema_types_max);
  for (const RecordKey& key : keys) {
    if (key.type != builtin::schema_type) break;
    const RecordState state = tables.read(network_scope, key).base;
    if (is_gone(state)) continue;
    version = std::max(version, version_in(state));
    auto grown = schema.with_type(document_in(state), version);
    if (grown) {
      schema = std::move(*grown);
    } else {
      log.line("replica.schema_document_left_out", {{"error", describe(grown.error())}});
    }
  }
  return schema;
}

}  // namespace mektep::client
