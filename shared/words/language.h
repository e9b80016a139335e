#pragma once
// The three languages of the programs, and which of them a run speaks.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace mektep {

enum class Language : std::uint8_t { kk = 0, ru = 1, en = 2 };
inline constexpr std::array<Language, 3> languages{Language::kk, Language::ru, Language::en};

std::string_view code_of(Language language);

// What decides the language, in this order; empty = not given.
struct LanguageWishes {
  std::string option;  // --lang
  std::string lc_all;  // the environment's LC_ALL …
  std::string lang;    // … and LANG
};

// The option, else LC_ALL, else LANG, else Kazakh. An environment in a fourth language means Kazakh; an
// option in one is a mistake: words.unknown_language(given).
Result<Language> language_of(const LanguageWishes& wishes);

enum class PluralForm : std::uint8_t { one, few, many, other };
inline constexpr std::array<PluralForm, 4> plural_forms{PluralForm::one, PluralForm::few, PluralForm::many,
                                                        PluralForm::other};

std::string_view name_of(PluralForm form);
// The forms that every counted sentence of a language must have.
std::string_view forms_needed(Language language);
// The form for a number as it is printed; "1.5" and the like take the form of a part.
PluralForm plural_form(Language language, std::string_view number);

}  // namespace mektep
