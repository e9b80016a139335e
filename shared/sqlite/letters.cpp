#include "shared/sqlite/letters.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace mektep {
namespace {

struct Freed {
  void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

const utf8proc_uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// The combining accents U+0300 to U+036F are the only ones on which our letters are built; in UTF-8 they
// begin with CC or CD. Without one of these there is nothing to join.
bool may_need_joining(std::string_view text) {
  return text.find_first_of("\xCC\xCD") != std::string_view::npos;
}

}  // namespace

CodePoint take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  CodePoint character = no_character;
  const auto size = utf8proc_iterate(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &character);
  if (size <= 0) {
    text.remove_prefix(1);
    return no_character;
  }
  text.remove_prefix(static_cast<std::size_t>(size));
  return character;
}

void append_character(std::string& out, CodePoint character) {
  if (character < 0x80) {
    out.push_back(static_cast<char>(character));
    return;
  }
  utf8proc_uint8_t encoded[4];
  const auto size = utf8proc_encode_char(character, encoded);
  out.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
}

std::string_view joined(std::string_view text, std::string& storage) {
  if (!may_need_joining(text)) return text;
  utf8proc_uint8_t* composed = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto size =
      utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &composed, options);
  const std::unique_ptr<utf8proc_uint8_t, Freed> owned(composed);
  // Text that is no UTF-8 stays as it is; its bad bytes are dealt with one by one.
  if (size < 0) return text;
  storage.assign(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size));
  return storage;
}

CodePoint lower_of(CodePoint character) {
  if (character < 0x80) return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
  return utf8proc_tolower(character);
}

bool is_cyrillic(CodePoint character) { return character >= 0x400 && character <= 0x52f; }

bool is_letter(CodePoint character) {
  const auto category = utf8proc_category(character);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_space(CodePoint character) {
  if (character < 0x80) return character == ' ' || (character >= '\t' && character <= '\r');
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return character == 0x85;
  }
}

bool is_invisible(CodePoint character) {
  if (character < 0x80) return (character < ' ' && !is_space(character)) || character == 0x7f;
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC:
      return character != 0x85;
    case UTF8PROC_CATEGORY_CF:
      return true;
    default:
      return false;
  }
}

}  // namespace mektep
