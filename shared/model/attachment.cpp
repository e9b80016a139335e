#include "shared/model/attachment.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/model/element.h"
#include "shared/model/text.h"

namespace mektep {
namespace {

constexpr std::size_t fixed_bytes = 32 + 8 + 1;

// Not inside a letter: bytes of the form 10xxxxxx continue one.
bool begins_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

std::string_view ending_of(std::string_view title) {
  const auto point = title.rfind('.');
  constexpr std::size_t ending_bytes_max = 16;
  if (point == std::string_view::npos || title.size() - point > ending_bytes_max) return {};
  return title.substr(point);
}

std::string shortened(std::string_view title) {
  if (title.size() <= limits::file_title_bytes_max) return std::string(title);
  const std::string_view ending = ending_of(title);
  constexpr std::string_view gap = "…";
  std::size_t kept = limits::file_title_bytes_max - ending.size() - gap.size();
  while (kept > 0 && !begins_letter(title[kept])) --kept;
  return std::string(title.substr(0, kept)).append(gap).append(ending);
}

bool is_media_type(std::string_view text) {
  return !text.empty() && text.size() <= limits::media_type_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

// It becomes a file's name in a folder that somebody chose, and may not lead out of it.
bool is_file_title(std::string_view title) {
  return title.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos && title != "." && title != "..";
}

}  // namespace

Bytes encode(const Attachment& attachment) {
  Bytes bytes(attachment.file.begin(), attachment.file.end());
  append_u64(bytes, attachment.size);
  bytes.push_back(static_cast<std::uint8_t>(attachment.media_type.size()));
  const std::string title = shortened(attachment.title);
  for (const std::string_view text : {std::string_view(attachment.media_type), std::string_view(title)}) {
    const BytesView view = view_of(text);
    bytes.insert(bytes.end(), view.begin(), view.end());
  }
  return bytes;
}

std::optional<Attachment> decode_attachment(BytesView bytes) {
  if (bytes.size() < fixed_bytes) return std::nullopt;
  Attachment attachment;
  attachment.file = *fixed_from<32>(bytes.first(32));
  attachment.size = load_u64(bytes.subspan(32, 8));
  const std::size_t media_bytes = bytes[fixed_bytes - 1];
  const BytesView rest = bytes.subspan(fixed_bytes);
  if (rest.size() <= media_bytes || rest.size() - media_bytes > limits::file_title_bytes_max) return std::nullopt;
  attachment.media_type = text_of(rest.first(media_bytes));
  attachment.title = text_of(rest.subspan(media_bytes));
  if (!is_media_type(attachment.media_type) || !is_file_title(attachment.title)) return std::nullopt;
  return attachment;
}

std::optional<Attachment> attachment_of(const Value& value) {
  const auto* bytes = std::get_if<Bytes>(&value);
  return bytes == nullptr ? std::nullopt : decode_attachment(*bytes);
}

std::optional<Attachment> attachment_in(const CellKey& cell) {
  const auto value = element_value(cell.element);
  return value ? attachment_of(*value) : std::nullopt;
}

Result<std::string> attachment_title(std::string_view file_name) {
  const auto slash = file_name.rfind('/');
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  auto clean = clean_text(file_name, Lines::one);
  if (!clean) return clean;
  std::string title = shortened(trimmed(*clean));
  std::replace(title.begin(), title.end(), '\\', '_');
  return title.empty() || !is_file_title(title) ? std::string("-") : title;
}

}  // namespace mektep
