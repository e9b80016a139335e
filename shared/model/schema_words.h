#pragma once
// The words of a schema document, both ways.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "shared/model/schema.h"

namespace mektep::schema_words {

template <class Meaning, std::size_t Count>
using Words = std::array<std::pair<std::string_view, Meaning>, Count>;

inline constexpr Words<ScopeKind, 6> scopes{{{"network", ScopeKind::network},
                                             {"site", ScopeKind::site},
                                             {"school", ScopeKind::school},
                                             {"desk", ScopeKind::desk},
                                             {"pair", ScopeKind::pair},
                                             {"topic", ScopeKind::topic}}};
inline constexpr Words<FieldKind, 9> kinds{{{"text", FieldKind::text},
                                            {"long_text", FieldKind::long_text},
                                            {"integer", FieldKind::integer},
                                            {"decimal", FieldKind::decimal},
                                            {"date", FieldKind::date},
                                            {"boolean", FieldKind::boolean},
                                            {"code", FieldKind::code},
                                            {"reference", FieldKind::reference},
                                            {"set", FieldKind::set}}};
inline constexpr Words<ElementKind, 4> elements{{{"text", ElementKind::text},
                                                  {"code", ElementKind::code},
                                                  {"reference", ElementKind::reference},
                                                  {"file", ElementKind::file}}};
inline constexpr std::array<std::string_view, 3> languages{"kk", "ru", "en"};

template <class Meaning, std::size_t Count>
std::optional<Meaning> meaning_of(const Words<Meaning, Count>& words, std::string_view word) {
  for (const auto& [known, meaning] : words) {
    if (known == word) return meaning;
  }
  return std::nullopt;
}

template <class Meaning, std::size_t Count>
std::string_view word_for(const Words<Meaning, Count>& words, Meaning wanted) {
  for (const auto& [word, meaning] : words) {
    if (meaning == wanted) return word;
  }
  return {};
}

}  // namespace mektep::schema_words
