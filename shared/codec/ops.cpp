#include "shared/codec/ops.h"

#include <cassert>

namespace mektep {
namespace {

constexpr std::uint8_t other_record = 1;
constexpr std::uint8_t element_given = 2;
constexpr unsigned names_shift = 2;
constexpr unsigned content_shift = 4;

enum class NamesForm : std::uint8_t { none, as_before, one, list };

NamesForm names_form(const Op& op, const Op* before) {
  if (op.supersedes.empty()) return NamesForm::none;
  if (before != nullptr && before->supersedes == op.supersedes) return NamesForm::as_before;
  return op.supersedes.size() == 1 ? NamesForm::one : NamesForm::list;
}

std::vector<Version> read_names(InArchive& archive, NamesForm form, const Op* before, Names& names) {
  std::vector<Version> versions;
  switch (form) {
    case NamesForm::none:
      return versions;
    case NamesForm::as_before:
      archive.require(before != nullptr && !before->supersedes.empty(), "names");
      return before->supersedes;
    case NamesForm::one:
      versions.push_back(names.read(archive));
      break;
    case NamesForm::list:
      versions = read_versions(archive, names, limits::supersedes_max);
      archive.require(versions.size() >= 2, "not minimal");
      break;
  }
  archive.require(before == nullptr || before->supersedes != versions, "not minimal");
  return versions;
}

bool is_plain(OpKind kind) { return kind <= OpKind::restore; }

}  // namespace

Content content_of(OpKind kind, const Value& value) {
  switch (kind) {
    case OpKind::write: {
      const std::uint8_t tag = tag_of(value);
      return tag < unknown_tag_min ? Content{tag} : Content::unknown_value;
    }
    case OpKind::remove:
      return Content::remove;
    case OpKind::withdraw:
      return Content::withdraw;
    case OpKind::restore:
      return Content::restore;
    default:
      return Content::other;
  }
}

void write_content(OutArchive& archive, OpKind kind, const Value& value, const std::vector<Version>& covers,
                   BytesView payload, const RecordIds& ids, Names& names) {
  switch (content_of(kind, value)) {
    case Content::remove:
    case Content::restore:
      return;
    case Content::withdraw:
      write_versions(archive, names, covers);
      return;
    case Content::other:
      archive.u8(static_cast<std::uint8_t>(kind));
      archive.bytes(payload);
      return;
    case Content::unknown_value:
      archive.u8(tag_of(value));
      break;
    default:
      break;
  }
  write_content(archive, value, ids);
}

OpContent read_content(InArchive& archive, Content content, const RecordIds& ids, Names& names) {
  OpContent read;
  switch (content) {
    case Content::remove:
      read.kind = OpKind::remove;
      return read;
    case Content::restore:
      read.kind = OpKind::restore;
      return read;
    case Content::withdraw:
      read.kind = OpKind::withdraw;
      read.covers = read_versions(archive, names, limits::covers_max);
      return read;
    case Content::other:
      read.kind = OpKind{archive.u8()};
      archive.require(!is_plain(read.kind), "kind");
      read.payload = copy_of(archive.bytes());
      return read;
    default:
      break;
  }
  auto tag = static_cast<std::uint8_t>(content);
  if (content == Content::unknown_value) {
    tag = archive.u8();
    archive.require(tag >= unknown_tag_min, "tag");
  }
  archive.require(content <= Content::unknown_value, "content");
  read.value = read_content(archive, tag, ids);
  return read;
}

void write_op(OutArchive& archive, const Op& op, const Op* before, RecordIds& ids, Names& names) {
  assert(op.kind == OpKind::write || op.value == Value{});
  assert(op.kind == OpKind::withdraw || op.covers.empty());
  assert(!is_plain(op.kind) || op.payload.empty());
  const bool other = before == nullptr || before->record != op.record;
  const NamesForm form = names_form(op, before);
  const auto content = static_cast<unsigned>(content_of(op.kind, op.value));
  archive.u8(static_cast<std::uint8_t>(
      (content << content_shift) | (static_cast<unsigned>(form) << names_shift) |
      (op.cell.element.empty() ? 0U : element_given) | (other ? other_record : 0U)));
  if (other) ids.write_record(archive, op.record);
  archive(op.cell.field);
  if (!op.cell.element.empty()) archive.bytes(op.cell.element);
  if (form == NamesForm::one) names.write(archive, op.supersedes.front());
  if (form == NamesForm::list) write_versions(archive, names, op.supersedes);
  write_content(archive, op.kind, op.value, op.covers, op.payload, ids, names);
}

Op read_op(InArchive& archive, const Op* before, RecordIds& ids, Names& names) {
  const std::uint8_t flags = archive.u8();
  Op op;
  if ((flags & other_record) != 0) {
    op.record = ids.read_record(archive);
    archive.require(before == nullptr || before->record != op.record, "not minimal");
  } else {
    archive.require(before != nullptr, "record");
    op.record = before->record;
  }
  archive(op.cell.field);
  if ((flags & element_given) != 0) {
    op.cell.element = copy_of(archive.bytes(limits::element_bytes_max));
    archive.require(!op.cell.element.empty(), "not minimal");
  }
  op.supersedes =
      read_names(archive, NamesForm{static_cast<std::uint8_t>((flags >> names_shift) & 3U)}, before, names);
  OpContent content =
      read_content(archive, Content{static_cast<std::uint8_t>(flags >> content_shift)}, ids, names);
  op.kind = content.kind;
  op.value = std::move(content.value);
  op.covers = std::move(content.covers);
  op.payload = std::move(content.payload);
  return op;
}

}  // namespace mektep
