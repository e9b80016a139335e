#include "client/replica/figures.h"

#include <algorithm>

#include "shared/merge/contribution.h"
#include "shared/model/dates.h"

namespace mektep::client {
namespace {

constexpr std::size_t page_size = 1024;
constexpr int figure_scale = 2;
// "2026-02" of "2026-02-10".
constexpr std::size_t month_letters = 7;

std::int64_t rescaled(std::int64_t units, int from) {
  for (; from < figure_scale; ++from) units *= 10;
  for (; from > figure_scale; --from) units /= 10;
  return units;
}

// Which of a tally's dimensions is a month; empty when none is.
std::optional<std::size_t> month_of(const Schema& schema, const std::string& tally) {
  for (const RecordType& type : schema.types()) {
    for (const Tally& one : type.tallies) {
      if (one.name != tally) continue;
      for (std::size_t at = 0; at < one.dimensions.size(); ++at) {
        const auto dimension = dimension_of(one.dimensions[at]);
        if (dimension && dimension->part == Dimension::Part::month) return at;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Figure> figures_between(Ground& ground, ScopeNumber school, Date from, Date to) {
  ground.renew();
  const Schema& schema = ground.schema();
  const RecordTables& tables = ground.tables();
  const auto shown = [&](const RecordKey& key) {
    const RecordRow row = tables.read(school, key);
    return laid_over(row.base, row.pending);
  };
  Count count;
  std::optional<RecordKey> after;
  for (auto keys = tables.keys(school, after, page_size); !keys.empty();
       keys = tables.keys(school, after, page_size)) {
    for (const RecordKey& key : keys) count.add(contribution_of(schema, key, shown(key), shown));
    after = keys.back();
  }
  const std::string first = to_text(from).substr(0, month_letters);
  const std::string last = to_text(to).substr(0, month_letters);
  std::vector<Figure> figures;
  for (const auto& [cell, amount] : count.amounts()) {
    const auto month = month_of(schema, cell.tally);
    if (!month || *month >= cell.groups.size()) continue;
    const std::string& group = cell.groups[*month];
    if (group < first || group > last) continue;
    const int scale = scale_of_tally(schema, cell.tally);
    figures.push_back({cell.tally, group_text(cell.groups), Decimal{rescaled(amount, scale)}});
  }
  return figures;
}

}  // namespace mektep::client
