#include "server/tally/counts.h"

#include "shared/merge/contribution.h"

namespace mektep::server::report {
namespace {

// The office's own lists and what was handed in have reports of their own.
bool is_work_of_schools(const RecordType& type) {
  return type.scope != ScopeKind::network && type.scope != ScopeKind::desk;
}

const RecordType* owner_of(const Dimension& dimension, const RecordType& type, const Schema& schema) {
  if (dimension.parent.empty()) return &type;
  const Field* parent = type.field(dimension.parent);
  return parent == nullptr ? nullptr : schema.type(parent->target);
}

// The field behind each dimension of the tally; null where the schema has none.
std::vector<const Field*> fields_of(const Tally& tally, const RecordType& type, const Schema& schema) {
  std::vector<const Field*> fields;
  for (const std::string& text : tally.dimensions) {
    const auto dimension = dimension_of(text);
    const RecordType* owner = dimension ? owner_of(*dimension, type, schema) : nullptr;
    fields.push_back(owner == nullptr ? nullptr : owner->field(dimension->field));
  }
  return fields;
}

std::optional<std::size_t> date_among(const std::vector<const Field*>& fields) {
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (fields[at] != nullptr && fields[at]->kind == FieldKind::date) return at;
  }
  return std::nullopt;
}

RecordId region_of(ScopeNumber scope, const Directory& directory, Date as_of) {
  const auto school = directory.schools.find(directory.school_at(scope));
  return school == directory.schools.end() ? RecordId{0} : directory.unit_at(school->second.region, as_of);
}

Counts described(const Tally& tally, const std::vector<const Field*>& fields, const Schema& schema) {
  Counts counts;
  counts.tally = tally.name;
  counts.labels = tally.labels;
  counts.dimensions = tally.dimensions;
  for (const Field* field : fields)
    counts.codebooks.push_back(field == nullptr ? std::string() : field->codebook);
  counts.scale = scale_of_tally(schema, tally.name);
  counts.dated = date_among(fields).has_value();
  return counts;
}

Counts counts_of(const Tally& tally, const RecordType& type, const Sources& sources,
                 const CountQuery& query) {
  const auto fields = fields_of(tally, type, sources.schema);
  const auto dated = date_among(fields);
  Counts counts = described(tally, fields, sources.schema);
  std::map<std::pair<std::string, std::vector<std::string>>, CountRow> rows;
  for (const TallyRow& row : sources.reader.tally(tally.name)) {
    const auto& groups = row.cell.groups;
    if (dated && (*dated >= groups.size() || !query.span.touches(groups[*dated]))) continue;
    const RecordId region =
        query.by_region ? region_of(row.scope, sources.directory, query.as_of) : RecordId{0};
    CountRow& shown = rows[{sources.directory.unit_code(region), groups}];
    shown.region = region;
    shown.groups = groups;
    shown.amount += row.amount;
    shown.contested += row.contested;
  }
  for (auto& [place, row] : rows) {
    if (row.amount == 0 && row.contested == 0) continue;
    counts.total += row.amount;
    counts.rows.push_back(std::move(row));
  }
  return counts;
}

}  // namespace

bool Span::touches(const std::string& date) const {
  if (from.empty() && to.empty()) return true;
  return !date.empty() && date >= from.substr(0, date.size()) && date <= to.substr(0, date.size());
}

std::vector<Counts> counts(const Sources& sources, const CountQuery& query,
                           const std::set<std::string_view>& shown) {
  std::vector<Counts> all;
  for (const RecordType& type : sources.schema.types()) {
    if (!is_work_of_schools(type)) continue;
    for (const Tally& tally : type.tallies) {
      if (!shown.contains(tally.name)) all.push_back(counts_of(tally, type, sources, query));
    }
  }
  return all;
}

}  // namespace mektep::server::report
