#include "shared/words/language.h"

#include <optional>

namespace mektep {

namespace {

std::optional<Language> language_with_code(std::string_view code) {
  for (const auto language : languages) {
    if (code_of(language) == code) return language;
  }
  return std::nullopt;
}

// "ru_RU.UTF-8", "kk-KZ" and "en" begin with the code of a language.
std::optional<Language> language_of_locale(std::string_view locale) {
  return language_with_code(locale.substr(0, locale.find_first_of("_-.@")));
}

bool is_whole(std::string_view number) {
  if (!number.empty() && number.front() == '-') number.remove_prefix(1);
  return !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
}

PluralForm russian_form(std::string_view number) {
  const int last = number.back() - '0';
  const bool teen = number.size() > 1 && number[number.size() - 2] == '1';
  if (teen || last == 0 || last >= 5) return PluralForm::many;
  return last == 1 ? PluralForm::one : PluralForm::few;
}

}  // namespace

std::string_view code_of(Language language) {
  switch (language) {
    case Language::kk: return "kk";
    case Language::ru: return "ru";
    case Language::en: return "en";
  }
  return "";
}

Result<Language> language_of(const LanguageWishes& wishes) {
  if (!wishes.option.empty()) {
    if (const auto language = language_with_code(wishes.option)) return *language;
    return wrong_usage("words.unknown_language").with("given", wishes.option);
  }
  const auto& locale = wishes.lc_all.empty() ? wishes.lang : wishes.lc_all;
  return language_of_locale(locale).value_or(Language::kk);
}

std::string_view name_of(PluralForm form) {
  switch (form) {
    case PluralForm::one: return "one";
    case PluralForm::few: return "few";
    case PluralForm::many: return "many";
    case PluralForm::other: return "other";
  }
  return "";
}

std::string_view forms_needed(Language language) {
  switch (language) {
    case Language::kk: return "other";
    case Language::ru: return "few many one";
    case Language::en: return "one other";
  }
  return "";
}

PluralForm plural_form(Language language, std::string_view number) {
  const bool whole = is_whole(number);
  switch (language) {
    case Language::kk: return PluralForm::other;
    case Language::ru: return whole ? russian_form(number) : PluralForm::few;
    case Language::en: return number == "1" || number == "-1" ? PluralForm::one : PluralForm::other;
  }
  return PluralForm::other;
}

}  // namespace mektep
