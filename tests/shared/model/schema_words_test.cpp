#include "shared/model/schema_words.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep::schema_words {
namespace {

template <class Meaning, std::size_t Count>
void expect_both_ways(const Words<Meaning, Count>& words) {
  std::set<Meaning> meanings;
  for (const auto& [word, meaning] : words) {
    EXPECT_EQ(meaning_of(words, word), meaning) << word;
    EXPECT_EQ(word_for(words, meaning), word);
    meanings.insert(meaning);
  }
  EXPECT_EQ(meanings.size(), Count) << "two words mean the same";
}

TEST(SchemaWords, AreReadAndWrittenAlike) {
  expect_both_ways(scopes);
  expect_both_ways(kinds);
  expect_both_ways(elements);
}

TEST(SchemaWords, OtherSpellingsMeanNothing) {
  for (const std::string_view word :
       {"", "Text", "text ", " text", "TEXT", "texts", "longtext", "long-text"}) {
    EXPECT_FALSE(meaning_of(kinds, word)) << word;
  }
  EXPECT_FALSE(meaning_of(scopes, "Network"));
  EXPECT_FALSE(meaning_of(elements, "none")) << "a set always holds something";
}

TEST(SchemaWords, AMeaningWithoutAWordIsWrittenAsNothing) {
  EXPECT_EQ(word_for(elements, ElementKind::none), "");
}

// Labels of every document stand in this order, on disk and on the wire.
TEST(SchemaWords, LanguagesKeepTheirOrder) {
  EXPECT_EQ(languages, (std::array<std::string_view, 3>{"kk", "ru", "en"}));
}

}  // namespace
}  // namespace mektep::schema_words
