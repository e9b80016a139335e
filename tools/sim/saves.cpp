#include "tools/sim/saves.h"

#include <charconv>

namespace mektep::sim {
namespace {

constexpr char mark = 'u';

}  // namespace

Value value_with(Uid uid, FieldKind kind) {
  switch (kind) {
    case FieldKind::integer:
      return static_cast<std::int64_t>(uid);
    case FieldKind::decimal:
      return Decimal{static_cast<std::int64_t>(uid)};
    case FieldKind::date:
      return Date{static_cast<std::int32_t>(uid)};
    default:
      return mark + std::to_string(uid);
  }
}

std::optional<Uid> uid_in(std::string_view text) {
  if (text.empty() || text.front() != mark) return std::nullopt;
  Uid uid = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), uid);
  if (error != std::errc()) return std::nullopt;
  return uid;
}

std::optional<Uid> uid_in(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return uid_in(std::string_view(*text));
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<Uid>(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return static_cast<Uid>(decimal->units);
  if (const auto* date = std::get_if<Date>(&value)) return static_cast<Uid>(date->days);
  return std::nullopt;
}

std::set<Uid> uids_shown(const client::ReadRecord& form, FieldNumber field) {
  std::set<Uid> uids;
  for (const ShownField& shown : form.shown.fields) {
    if (shown.field != field) continue;
    if (const auto uid = uid_in(shown.value)) uids.insert(*uid);
    for (const Paragraph& paragraph : shown.paragraphs) {
      if (const auto uid = uid_in(std::string_view(paragraph.text))) uids.insert(*uid);
    }
  }
  return uids;
}

std::set<Uid> Saves::of(const client::RecordName& record, FieldNumber field) const {
  std::set<Uid> uids;
  for (const auto& [uid, written] : written_) {
    if (written.record == record && written.field == field) uids.insert(uid);
  }
  return uids;
}

}  // namespace mektep::sim
