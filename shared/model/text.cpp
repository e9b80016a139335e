#include "shared/model/text.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

namespace mektep {
namespace {

using CodePoint = utf8proc_int32_t;

struct FreeText {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

const utf8proc_uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// One code point and its length in bytes; empty for what is not UTF-8 (surrogates and overlong forms too).
std::optional<std::pair<CodePoint, std::size_t>> first_of(std::string_view text) {
  CodePoint point = 0;
  const utf8proc_ssize_t length =
      utf8proc_iterate(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (length <= 0) return std::nullopt;
  return std::pair(point, static_cast<std::size_t>(length));
}

// Characters that change the direction of what surrounds them: a name could be made to read as another.
bool is_bidi_control(CodePoint point) {
  return point == 0x061c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

bool is_line_break(CodePoint point) {
  return point == '\n' || point == '\r' || point == 0x85 || point == 0x2028 || point == 0x2029;
}

bool is_control(CodePoint point) { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

// The error code of the character; empty when it may stand.
std::string_view objection_to(CodePoint point, Lines lines) {
  if (is_line_break(point)) return lines == Lines::one ? "text.line_break" : "";
  if (is_bidi_control(point)) return "text.bidi_control";
  if (point != '\t' && is_control(point)) return "text.control_character";
  return "";
}

std::string with_plain_line_ends(std::string_view text) {
  constexpr std::array<std::string_view, 5> breaks{"\r\n", "\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = 0;
    for (const std::string_view line_break : breaks) {
      if (length == 0 && text.starts_with(line_break)) length = line_break.size();
    }
    plain += length == 0 ? text.front() : '\n';
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return plain;
}

bool is_ascii(std::string_view text) {
  for (const char character : text) {
    if (static_cast<unsigned char>(character) >= 0x80) return false;
  }
  return true;
}

std::string composed(const std::string& text) {
  if (is_ascii(text)) return text;
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &result,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, FreeText> owned(result);
  if (size < 0) return text;
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

// White space as people see it: blanks, tabs, line ends, and the no-break kinds that office programs type.
bool is_blank(CodePoint point) {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xa0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200b) || point == 0x2028 || point == 0x2029 ||
         point == 0x202f || point == 0x205f || point == 0x2060 || point == 0x3000 || point == 0xfeff;
}

}  // namespace

Result<std::string> clean_text(std::string_view typed, Lines lines) {
  for (std::size_t at = 0; at < typed.size();) {
    const auto next = first_of(typed.substr(at));
    if (!next) return refused("text.invalid_utf8").with("at", std::to_string(at));
    const std::string_view objection = objection_to(next->first, lines);
    if (!objection.empty()) return refused(std::string(objection)).with("at", std::to_string(at));
    at += next->second;
  }
  return composed(with_plain_line_ends(typed));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const auto next = first_of(text);
    if (!next || !is_blank(next->first)) break;
    text.remove_prefix(next->second);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xc0U) == 0x80U) --start;
    const auto last = first_of(text.substr(start));
    if (!last || last->second != text.size() - start || !is_blank(last->first)) break;
    text = text.substr(0, start);
  }
  return text;
}

}  // namespace mektep
