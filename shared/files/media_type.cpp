#include "shared/files/media_type.h"

#include <array>
#include <utility>

#include "shared/base/limits.h"

namespace mektep {
namespace {

using Kind = std::pair<std::string_view, std::string_view>;

constexpr std::array<Kind, 6> beginnings{{{"\xff\xd8\xff", "image/jpeg"},
                                          {"\x89PNG\r\n\x1a\n", "image/png"},
                                          {"GIF8", "image/gif"},
                                          {"%PDF-", "application/pdf"},
                                          {"PK\x03\x04", "application/zip"},
                                          {"\xd0\xcf\x11\xe0", "application/msword"}}};
constexpr std::array<Kind, 3> zipped{
    {{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
     {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
     {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string media_type_of(BytesView beginning, std::string_view name) {
  const std::string_view bytes = text_of(beginning);
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
  for (const auto& [mark, type] : beginnings) {
    if (!bytes.starts_with(mark)) continue;
    if (type != "application/zip") return std::string(type);
    const std::string typed = lower(name);
    for (const auto& [ending, document] : zipped) {
      if (typed.ends_with(ending)) return std::string(document);
    }
    return std::string(type);
  }
  return "application/octet-stream";
}

bool is_photo(std::string_view media_type) { return media_type.starts_with("image/"); }

std::uint64_t attachment_bytes_max(std::string_view media_type) {
  return is_photo(media_type) ? limits::photo_bytes_max : limits::document_bytes_max;
}

}  // namespace mektep
