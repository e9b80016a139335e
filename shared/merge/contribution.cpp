#include "shared/merge/contribution.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep {
namespace {

constexpr std::string_view group_mark = " | ";

// A record as a tally reads it; remembers whether it met a cell with rivals.
class Counted {
 public:
  Counted(const RecordType& type, const RecordState& state) : type_(type), state_(state) {}

  const RecordType& type() const { return type_; }
  Value value(const Field& field) {
    const auto cell = state_.cells.find({field.number, {}});
    if (cell == state_.cells.end()) return Nothing{};
    contested_ = contested_ || in_conflict(cell->second);
    return shown_of(cell->second).value;
  }
  bool contested() const { return contested_ || is_edited_while_withdrawn(state_); }

 private:
  const RecordType& type_;
  const RecordState& state_;
  bool contested_ = false;
};

std::string date_text(Date date, Dimension::Part part) {
  const std::string iso = to_text(date);
  switch (part) {
    case Dimension::Part::whole:
      return iso;
    case Dimension::Part::month:
      return iso.substr(0, 7);
    case Dimension::Part::year:
      return iso.substr(0, 4);
  }
  return iso;
}

std::string text_of_value(const Field& field, const Value& value, Dimension::Part part) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return to_text(*decimal, field.scale);
  if (const auto* date = std::get_if<Date>(&value)) return date_text(*date, part);
  if (const auto* reference = std::get_if<Reference>(&value)) return to_text(reference->id);
  return {};
}

std::string field_text(Counted& record, std::string_view name, Dimension::Part part) {
  const Field* field = record.type().field(name);
  return field == nullptr ? std::string() : text_of_value(*field, record.value(*field), part);
}

std::int64_t units_of(const Value& value) {
  std::int64_t units = 0;
  if (const auto* number = std::get_if<std::int64_t>(&value)) units = *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) units = decimal->units;
  return std::clamp(units, -limits::tally_amount_max, limits::tally_amount_max);
}

// The parent's key, when the reference stays in the scope.
std::optional<RecordKey> parent_of(Counted& record, std::string_view reference_field) {
  const Field* field = record.type().field(reference_field);
  if (field == nullptr) return std::nullopt;
  const Value value = record.value(*field);
  const auto* reference = std::get_if<Reference>(&value);
  if (reference == nullptr || reference->scope != ScopeNumber{0}) return std::nullopt;
  return RecordKey{reference->type, reference->id};
}

TallyShare share_of(const Tally& tally, Counted& record, Counted* parent) {
  TallyShare share;
  share.cell.tally = tally.name;
  for (const std::string& text : tally.dimensions) {
    const auto dimension = dimension_of(text);
    Counted* source = dimension && !dimension->parent.empty() ? parent : &record;
    const bool readable = dimension && source != nullptr;
    share.cell.groups.push_back(readable ? field_text(*source, dimension->field, dimension->part)
                                         : std::string());
  }
  if (!tally.distinct.empty()) {
    share.distinct = field_text(record, tally.distinct, Dimension::Part::whole);
  } else if (tally.sum.empty()) {
    share.amount = 1;
  } else if (const Field* field = record.type().field(tally.sum)) {
    share.amount = units_of(record.value(*field));
  }
  share.contested = record.contested() || (parent != nullptr && parent->contested());
  return share;
}

bool says_something(const Tally& tally, const TallyShare& share) {
  return tally.distinct.empty() ? share.amount != 0 || share.contested : !share.distinct.empty();
}

}  // namespace

std::string group_text(const std::vector<std::string>& groups) {
  std::string text;
  for (std::size_t at = 0; at < groups.size(); ++at) {
    if (at > 0) text += group_mark;
    for (const char character : groups[at]) {
      if (character == '|' || character == '\\') text += '\\';
      text += character;
    }
  }
  return text;
}

std::vector<std::string> groups_from(std::string_view text) {
  std::vector<std::string> groups(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, group_mark.size()) == group_mark) {
      groups.emplace_back();
      at += group_mark.size() - 1;
    } else {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      groups.back() += text[at];
    }
  }
  return groups;
}

Contribution contribution_of(const Schema& schema, const RecordKey& key, const RecordState& state,
                             const ReadRecord& read) {
  Contribution contribution;
  const RecordType* type = schema.type(key.type);
  if (type == nullptr || is_gone(state)) return contribution;
  for (const Tally& tally : type->tallies) {
    Counted record(*type, state);
    if (tally.parent.empty()) {
      const TallyShare share = share_of(tally, record, nullptr);
      if (says_something(tally, share)) contribution.shares.push_back(share);
      continue;
    }
    const auto parent_key = parent_of(record, tally.parent);
    if (!parent_key) continue;
    contribution.parents.push_back(*parent_key);
    const RecordType* parent_type = schema.type(parent_key->type);
    const RecordState parent_state = read(*parent_key);
    if (parent_type == nullptr || is_gone(parent_state)) continue;
    Counted parent(*parent_type, parent_state);
    const TallyShare share = share_of(tally, record, &parent);
    if (says_something(tally, share)) contribution.shares.push_back(share);
  }
  auto& parents = contribution.parents;
  std::sort(parents.begin(), parents.end());
  parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
  return contribution;
}

void Count::add(const Contribution& contribution) {
  for (const TallyShare& share : contribution.shares) {
    if (share.distinct.empty()) {
      sums_[share.cell] += share.amount;
    } else {
      ++values_[share.cell][share.distinct];
    }
  }
}

std::map<TallyCell, std::int64_t> Count::amounts() const {
  std::map<TallyCell, std::int64_t> amounts;
  for (const auto& [cell, sum] : sums_) {
    if (sum != 0) amounts[cell] = sum;
  }
  for (const auto& [cell, values] : values_) amounts[cell] = static_cast<std::int64_t>(values.size());
  return amounts;
}

int scale_of_tally(const Schema& schema, std::string_view name) {
  for (const RecordType& type : schema.types()) {
    for (const Tally& tally : type.tallies) {
      if (tally.name != name) continue;
      const Field* field = type.field(tally.sum);
      return field == nullptr ? 0 : field->scale;
    }
  }
  return 0;
}

}  // namespace mektep
