#include <filesystem>

#include "server/app/import_planner.h"
#include "shared/model/dates.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

using Need = SheetColumn::Need;

constexpr SheetColumn region_columns[] = {
    {"kato", "code", Need::required},
    {"iso3166_2", "iso", Need::optional},
    {"kk", "name_kk", Need::required},
    {"ru", "name_ru", Need::required},
    {"en", "name_en", Need::required},
    {"kind", "kind", Need::required},
    {"seat_en", "", Need::optional},
    {"exists_since", "from", Need::optional},
    {"split_from_kato", "split_from", Need::optional},
    {"utc_offset_before_2024_03_01", "", Need::optional},
    {"utc_offset_now", "", Need::optional},
};

constexpr SheetColumn site_columns[] = {
    {"site", "code", Need::required},        {"kk", "name_kk", Need::required},
    {"ru", "name_ru", Need::required},       {"en", "name_en", Need::required},
    {"region_kato", "", Need::required},     {"valid_from", "", Need::optional},
    {"valid_to", "", Need::optional},
};

constexpr SheetColumn term_columns[] = {
    {"school_year", "", Need::required},
    {"quarter", "quarter", Need::required},
    {"starts", "from", Need::required},
    {"ends", "to", Need::required},
    {"due", "due", Need::optional},
    {"break_after_starts", "break_from", Need::optional},
    {"break_after_ends", "break_to", Need::optional},
    {"source", "", Need::optional},
};

constexpr SheetColumn codebook_columns[] = {
    {"book", "", Need::optional},        {"code", "code", Need::required}, {"kk", "name_kk", Need::required},
    {"ru", "name_ru", Need::required},   {"en", "name_en", Need::required}, {"group", "group", Need::optional},
};

// "2024-2025" → 2024.
std::optional<std::int64_t> school_year(std::string_view text) {
  if (text.size() != 9 || text[4] != '-') return std::nullopt;
  const auto from = parse_integer(text.substr(0, 4));
  const auto to = parse_integer(text.substr(5));
  return from && to && *to == *from + 1 ? std::optional(*from) : std::nullopt;
}

Status plan_term(ImportPlanner& planner, const SheetRow& row, const RecordType& type) {
  auto record = planner.read(row, {"period", term_columns}, type);
  if (!record) return record.error();
  const auto year = school_year(row.cell("school_year"));
  if (!year) return row.wrong_value("school_year");
  // Two ISO dates: the order of the texts is the order of the days.
  if (row.cell("ends") < row.cell("starts")) return row.wrong_value("ends");
  const std::string code = row.cell("school_year") + "-Q" + row.cell("quarter");
  put(*record, type, "code", code);
  put(*record, type, "year", *year);
  put_first(*record, type, "state", std::string("planned"));
  return planner.add_keyed(std::move(*record), type, row, code);
}

// A site's row says both: what the site is called, and that a region belongs to it.
Status plan_site(ImportPlanner& planner, const SheetRow& row, const RecordType& type, std::set<std::string>& sites) {
  auto site = planner.read(row, {"org_unit", site_columns}, type);
  if (!site) return site.error();
  const std::string& code = row.cell("site");
  put(*site, type, "kind", std::string("site"));
  planner.expect("org_unit", code);
  if (sites.insert(code).second) {
    if (auto added = planner.add_keyed(std::move(*site), type, row, code); !added) return added;
  }
  const auto region = planner.lookups().reference("org_unit", row.cell("region_kato"));
  if (!region) return row.unknown_code("region_kato", row.cell("region_kato"));
  if (!row.cell("valid_to").empty()) return done;  // it was so once
  PlannedRecord member{network_scope, {type.number, region->id}, row.line(), {}};
  put(member, type, "site", planner.network_reference("org_unit", code, network_scope));
  return planner.add(std::move(member), row, row.cell("region_kato"));
}

}  // namespace

Status plan_regions(ImportPlanner& planner) {
  const auto type = planner.type("org_unit");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), region_columns); !checked) return checked;
  for (const auto& row : planner.table().rows) planner.expect("org_unit", SheetRow(planner.table(), row).cell("kato"));
  for (const auto& one : planner.table().rows) {
    const SheetRow row(planner.table(), one);
    auto record = planner.read(row, {"org_unit", region_columns}, **type);
    if (!record) return record.error();
    if (auto added = planner.add_keyed(std::move(*record), **type, row, row.cell("kato")); !added) return added;
  }
  return done;
}

Status plan_sites(ImportPlanner& planner) {
  const auto type = planner.type("org_unit");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), site_columns); !checked) return checked;
  std::set<std::string> sites;
  for (const auto& one : planner.table().rows) {
    if (auto planned = plan_site(planner, SheetRow(planner.table(), one), **type, sites); !planned) return planned;
  }
  return done;
}

Status plan_terms(ImportPlanner& planner) {
  const auto type = planner.type("period");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), term_columns); !checked) return checked;
  for (const auto& one : planner.table().rows) {
    if (auto planned = plan_term(planner, SheetRow(planner.table(), one), **type); !planned) return planned;
  }
  return done;
}

Status plan_codebooks(ImportPlanner& planner) {
  const auto type = planner.type("codebook");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), codebook_columns); !checked) return checked;
  // A file is a codebook of its name, unless a column says otherwise.
  const std::string named = std::filesystem::path(planner.table().file).stem().string();
  std::map<std::string, std::int64_t> ranks;
  for (const auto& one : planner.table().rows) {
    const SheetRow row(planner.table(), one);
    auto record = planner.read(row, {"codebook", codebook_columns}, **type);
    if (!record) return record.error();
    const std::string book = row.has("book") ? row.cell("book") : named;
    put(*record, **type, "book", book);
    put(*record, **type, "rank", ++ranks[book]);
    if (auto added = planner.add_keyed(std::move(*record), **type, row, row.cell("code")); !added) return added;
  }
  return done;
}

}  // namespace mektep::server
