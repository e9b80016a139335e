#include "shared/sqlite/search_key.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "shared/sqlite/letters.h"

namespace mektep {
namespace {

struct Pair {
  char32_t from;
  char32_t to;
};

// Letters that people type for each other, or that a Russian keyboard lacks.
constexpr Pair alike[] = {
    {U'ә', U'а'}, {U'ғ', U'г'}, {U'қ', U'к'}, {U'ң', U'н'}, {U'ө', U'о'}, {U'ұ', U'у'},
    {U'ү', U'у'}, {U'һ', U'х'}, {U'і', U'и'}, {U'ї', U'и'}, {U'ё', U'е'},
};

// What a Latin letter looks like; used only inside a word that has a Cyrillic letter. Capitals first: H
// looks like н, h like һ.
constexpr Pair look_alikes[] = {
    {U'H', U'н'}, {U'B', U'в'}, {U'a', U'а'}, {U'b', U'в'}, {U'c', U'с'}, {U'e', U'е'}, {U'h', U'х'},
    {U'i', U'и'}, {U'k', U'к'}, {U'm', U'м'}, {U'o', U'о'}, {U'p', U'р'}, {U't', U'т'}, {U'x', U'х'},
    {U'y', U'у'}, {U'ë', U'е'}, {U'ö', U'о'}, {U'ə', U'а'}, {U'ɵ', U'о'}, {U'ı', U'и'},
};

constexpr std::u32string_view quotes = U"\"'`´«»‹›“”„‟‘’‚‛ʼʹ";
constexpr std::u32string_view dashes = U"‐‑‒–—―−";

template <std::size_t Size>
CodePoint mapped(const Pair (&pairs)[Size], CodePoint character) {
  for (const auto& pair : pairs) {
    if (static_cast<CodePoint>(pair.from) == character) return static_cast<CodePoint>(pair.to);
  }
  return character;
}

bool is_one_of(std::u32string_view set, CodePoint character) {
  return set.find(static_cast<char32_t>(character)) != std::u32string_view::npos;
}

// An accent that joined with nothing: a stress mark.
bool is_accent(CodePoint character) { return character >= 0x300 && character <= 0x36f; }

bool is_dropped(CodePoint character) {
  return character == no_character || is_accent(character) || is_one_of(quotes, character) ||
         is_invisible(character);
}

// What nearly all text is made of, told without a table.
bool is_common_letter(CodePoint character) {
  const auto lower = character < 0x80 ? lower_of(character) : character;
  return (lower >= 'a' && lower <= 'z') || is_cyrillic(character);
}

// One text on its way to its key, a word at a time: only its end tells which alphabet a word is in.
class KeyWriter {
 public:
  std::string key_of(std::string_view text) {
    key_.reserve(text.size());
    while (!text.empty()) take(take_character(text));
    end_word();
    return std::move(key_);
  }

 private:
  void take(CodePoint character) {
    if (is_common_letter(character)) {
      add_to_word(character);
    } else if (is_space(character)) {
      end_word();
      space_due_ = !key_.empty();
    } else if (!is_dropped(character)) {
      is_letter(character) ? add_to_word(character) : add_sign(character);
    }
  }

  void add_to_word(CodePoint character) {
    add_space();
    word_.push_back(character);
  }

  void add_sign(CodePoint character) {
    end_word();
    add_space();
    append_character(key_, is_one_of(dashes, character) ? '-' : character);
  }

  void add_space() {
    if (std::exchange(space_due_, false)) key_.push_back(' ');
  }

  void end_word() {
    const bool cyrillic = std::any_of(word_.begin(), word_.end(), is_cyrillic);
    for (auto character : word_) {
      if (cyrillic) character = mapped(look_alikes, character);
      character = lower_of(character);
      if (cyrillic) character = mapped(look_alikes, character);
      append_character(key_, mapped(alike, character));
    }
    word_.clear();
  }

  std::string key_;
  std::vector<CodePoint> word_;
  bool space_due_ = false;
};

void search_key_function(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  const auto* text = sqlite3_value_text(arguments[0]);
  if (text == nullptr) {
    sqlite3_result_error_nomem(context);
    return;
  }
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  const auto key = search_key({reinterpret_cast<const char*>(text), size});
  sqlite3_result_text64(context, key.data(), key.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

std::string search_key(std::string_view text) {
  std::string storage;
  return KeyWriter().key_of(joined(text, storage));
}

int register_search_key(sqlite3& connection) {
  return sqlite3_create_function_v2(&connection, "search_key", 1,
                                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                                    &search_key_function, nullptr, nullptr, nullptr);
}

}  // namespace mektep
