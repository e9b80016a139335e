#include "shared/codec/values.h"

#include <cassert>

#include "shared/codec/canonical.h"
#include "shared/model/record_id.h"

namespace mektep {
namespace {

enum Tag : std::uint8_t { nothing, no, yes, integer, decimal, date, text, reference, bytes };
static_assert(bytes + 1 == unknown_tag_min);

constexpr std::int64_t day_zero = 18'262;  // 2020-01-01

// Differences of up to seven bytes are shorter than an id; of references up to three, because the same
// person's id repeated as it is packs better than many different differences.
constexpr std::uint64_t near_record = std::uint64_t{1} << 49U;
constexpr std::uint64_t near_reference = std::uint64_t{1} << 21U;

std::uint64_t distance(RecordId id, RecordId base) {
  return zigzag(static_cast<std::int64_t>(id.value - base.value));
}

void write_id(OutArchive& archive, RecordId id, RecordId base, std::uint64_t near) {
  const std::uint64_t away = distance(id, base);
  if (away < near) {
    archive.uint(away);
  } else {
    archive(id);
  }
}

RecordId read_id(InArchive& archive, bool far, RecordId base, std::uint64_t near) {
  if (!far) return RecordId{base.value + static_cast<std::uint64_t>(unzigzag(archive.uint(near - 1)))};
  RecordId id;
  archive(id);
  archive.require(distance(id, base) >= near, "not minimal");
  return id;
}

struct WriteContent {
  OutArchive& archive;
  const RecordIds& ids;
  void operator()(const Nothing&) const {}
  void operator()(bool) const {}
  void operator()(std::int64_t value) const { archive.sint(value); }
  void operator()(const Decimal& value) const { archive.sint(value.units); }
  void operator()(const Date& value) const { archive.sint(value.days - day_zero); }
  void operator()(const std::string& value) const { archive.text(value); }
  void operator()(const Reference& value) const { ids.write_reference(archive, value); }
  void operator()(const Bytes& value) const { archive.bytes(value); }
  void operator()(const UnknownValue& value) const { archive.bytes(value.bytes); }
};

Date read_date(InArchive& archive) {
  const std::int64_t days = archive.sint();
  archive.require(days >= INT32_MIN - day_zero && days <= INT32_MAX - day_zero, "range");
  return Date{static_cast<std::int32_t>(days + day_zero)};
}

}  // namespace

void RecordIds::move_to(RecordId id) {
  if (!is_hashed(id)) base_ = id;
}

void RecordIds::write_record(OutArchive& archive, const RecordKey& key) {
  const bool far = distance(key.id, base_) >= near_record;
  archive.uint(std::uint64_t{key.type.value} * 2 + (far ? 1 : 0));
  write_id(archive, key.id, base_, near_record);
  move_to(key.id);
}

RecordKey RecordIds::read_record(InArchive& archive) {
  const std::uint64_t form = archive.uint(std::uint64_t{UINT16_MAX} * 2 + 1);
  const RecordId id = read_id(archive, form % 2 != 0, base_, near_record);
  move_to(id);
  return {TypeNumber{static_cast<std::uint16_t>(form / 2)}, id};
}

void RecordIds::write_reference(OutArchive& archive, const Reference& value) const {
  const bool far = distance(value.id, base_) >= near_reference;
  const bool elsewhere = value.scope.value != 0;
  archive.uint(std::uint64_t{value.type.value} * 4 + (elsewhere ? 2 : 0) + (far ? 1 : 0));
  if (elsewhere) archive(value.scope);
  write_id(archive, value.id, base_, near_reference);
}

Reference RecordIds::read_reference(InArchive& archive) const {
  const std::uint64_t form = archive.uint(std::uint64_t{UINT16_MAX} * 4 + 3);
  Reference value;
  value.type = TypeNumber{static_cast<std::uint16_t>(form / 4)};
  if (form % 4 >= 2) {
    archive(value.scope);
    archive.require(value.scope.value != 0, "not minimal");
  }
  value.id = read_id(archive, form % 2 != 0, base_, near_reference);
  return value;
}

std::uint8_t tag_of(const Value& value) {
  if (const auto* answer = std::get_if<bool>(&value)) return *answer ? yes : no;
  if (const auto* unknown = std::get_if<UnknownValue>(&value)) {
    assert(unknown->tag >= unknown_tag_min);
    return unknown->tag;
  }
  // The tags follow the order of the variant; a yes-or-no has two.
  return static_cast<std::uint8_t>(value.index() == 0 ? 0 : value.index() + 1);
}

void write_content(OutArchive& archive, const Value& value, const RecordIds& ids) {
  std::visit(WriteContent{archive, ids}, value);
}

Value read_content(InArchive& archive, std::uint8_t tag, const RecordIds& ids) {
  switch (tag) {
    case nothing:
      return Nothing{};
    case no:
      return false;
    case yes:
      return true;
    case integer:
      return archive.sint();
    case decimal:
      return Decimal{archive.sint()};
    case date:
      return read_date(archive);
    case text:
      return std::string(archive.text());
    case reference:
      return ids.read_reference(archive);
    case bytes:
      return copy_of(archive.bytes());
    default:
      return UnknownValue{tag, copy_of(archive.bytes())};
  }
}

Bytes encode_value(const Value& value) {
  OutArchive archive;
  archive.u8(tag_of(value));
  write_content(archive, value, RecordIds{RecordId{}});
  return archive.take();
}

Result<Value> decode_value(BytesView input) {
  return read_whole(input, [](InArchive& archive) {
    const std::uint8_t tag = archive.u8();
    return read_content(archive, tag, RecordIds{RecordId{}});
  });
}

}  // namespace mektep
