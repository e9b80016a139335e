#include "shared/sqlite/collation.h"

#include <sqlite3.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "shared/sqlite/letters.h"

namespace mektep {
namespace {

// CLDR, collation rules for kk.
constexpr std::u32string_view kazakh_letters = U"аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
static_assert(kazakh_letters.size() == 42);

constexpr char mark_separator = 0x01;
constexpr char white_space = 0x02;
constexpr char ascii_sign = 0x03;
constexpr char other_sign = 0x04;
constexpr char number = 0x05;
constexpr char kazakh_first = 0x10;
constexpr char other_cyrillic = 0x3a;
constexpr char latin_first = 0x40;
constexpr char everything_else = 0x5a;
constexpr char mark_lower = 0x02;
constexpr char mark_upper = 0x03;
constexpr char mark_accented = 0x04;
// A longer run of digits counts as several numbers: its length must stay one printable byte.
constexpr std::size_t digits_max = 90;

constexpr char32_t cyrillic_begin = 0x400;
constexpr char32_t cyrillic_end = 0x530;

// The weight of each lower-case Cyrillic letter; 0 where the Kazakh alphabet has none.
constexpr auto cyrillic_weights = [] {
  std::array<char, cyrillic_end - cyrillic_begin> weights{};
  char weight = kazakh_first;
  for (const char32_t letter : kazakh_letters) weights[letter - cyrillic_begin] = weight++;
  return weights;
}();

bool is_latin(CodePoint lower) { return lower >= 'a' && lower <= 'z'; }
bool is_digit(CodePoint character) { return character >= '0' && character <= '9'; }

// é gives e; a letter without an accent gives itself.
CodePoint without_accents(CodePoint character) {
  std::array<utf8proc_int32_t, 8> parts{};
  int boundary = 0;
  const auto size = utf8proc_decompose_char(
      character, parts.data(), parts.size(),
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary);
  return size > 1 ? parts[0] : character;
}

// One text on its way to its key.
class KeyWriter {
 public:
  std::string key_of(std::string_view text) {
    key_.reserve(text.size() + 4);
    while (!text.empty()) {
      const auto character = take_character(text);
      if (is_digit(character)) {
        write_number(character, text);
      } else {
        write(character);
      }
    }
    const auto telling = marks_.find_last_not_of(mark_lower);
    if (telling != std::string::npos) {
      key_.push_back(mark_separator);
      key_.append(marks_, 0, telling + 1);
    }
    return std::move(key_);
  }

 private:
  void write(CodePoint character) {
    const auto lower = lower_of(character);
    if (is_cyrillic(lower)) {
      write_cyrillic(lower);
      marks_.push_back(lower == character ? mark_lower : mark_upper);
    } else if (is_latin(lower)) {
      key_.push_back(static_cast<char>(latin_first + (lower - 'a')));
      marks_.push_back(lower == character ? mark_lower : mark_upper);
    } else if (is_space(character)) {
      key_.push_back(white_space);
    } else if (!is_invisible(character)) {
      write_rare(character, lower);
    }
  }

  void write_cyrillic(CodePoint lower) {
    const char weight = cyrillic_weights[static_cast<std::size_t>(lower) - cyrillic_begin];
    if (weight != 0) {
      key_.push_back(weight);
    } else {
      write_point(other_cyrillic, lower);
    }
  }

  void write_rare(CodePoint character, CodePoint lower) {
    if (character < 0x80) {
      key_.push_back(ascii_sign);
      key_.push_back(static_cast<char>(character));
    } else if (character == no_character) {
      write_point(everything_else, character);
    } else if (!is_letter(character)) {
      write_point(other_sign, character);
    } else if (const auto plain = without_accents(lower); is_latin(plain)) {
      key_.push_back(static_cast<char>(latin_first + (plain - 'a')));
      marks_.push_back(mark_accented);
    } else {
      write_point(everything_else, lower);
      marks_.push_back(lower == character ? mark_lower : mark_upper);
    }
  }

  void write_number(CodePoint first, std::string_view& text) {
    std::string digits(1, static_cast<char>(first));
    while (!text.empty() && is_digit(text.front()) && digits.size() < digits_max) {
      if (digits == "0") digits.clear();
      digits.push_back(text.front());
      text.remove_prefix(1);
    }
    if (digits == "0") digits.clear();
    key_.push_back(number);
    key_.push_back(static_cast<char>(0x20 + static_cast<int>(digits.size())));
    key_ += digits;
  }

  void write_point(char lead, CodePoint character) {
    key_.push_back(lead);
    for (int shift = 18; shift >= 0; shift -= 6) {
      key_.push_back(static_cast<char>(0x20 + ((character >> shift) & 0x3f)));
    }
  }

  std::string key_;
  std::string marks_;
};

int collate(void*, int left_size, const void* left, int right_size, const void* right) noexcept {
  return kk_compare({static_cast<const char*>(left), static_cast<std::size_t>(left_size)},
                    {static_cast<const char*>(right), static_cast<std::size_t>(right_size)});
}

}  // namespace

std::string kk_sort_key(std::string_view text) {
  std::string storage;
  return KeyWriter().key_of(joined(text, storage));
}

int kk_compare(std::string_view left, std::string_view right) {
  if (left == right) return 0;
  return kk_sort_key(left).compare(kk_sort_key(right));
}

int register_kk_collation(sqlite3& connection) {
  return sqlite3_create_collation_v2(&connection, "KK", SQLITE_UTF8, nullptr, &collate, nullptr);
}

}  // namespace mektep
