// The catalogues that ship: the same ids in every language, the same placeholders, all plural forms.

#include <gtest/gtest.h>
#include <set>

#include "shared/words/catalog.h"

namespace mektep {
namespace {

const Catalog& shipped(Language language) {
  static const std::array<Catalog, 3> catalogs{Catalog::shipped(Language::kk), Catalog::shipped(Language::ru),
                                               Catalog::shipped(Language::en)};
  return catalogs.at(static_cast<std::size_t>(language));
}

std::set<std::string> words_of(std::string_view line) {
  std::set<std::string> words;
  while (!line.empty()) {
    const auto end = line.find(' ');
    words.emplace(line.substr(0, end));
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  }
  return words;
}

class ShippedCatalog : public testing::TestWithParam<Language> {};

INSTANTIATE_TEST_SUITE_P(Languages, ShippedCatalog, testing::ValuesIn(languages),
                         [](const auto& tested) { return std::string(code_of(tested.param)); });

TEST_P(ShippedCatalog, HasTheIdsOfTheOthers) {
  for (const auto other : languages) {
    for (const auto& [id, sentence] : shipped(other).sentences()) {
      EXPECT_TRUE(shipped(GetParam()).has(id))
          << "data/messages/" << code_of(GetParam()) << ".toml lacks " << id << ", which "
          << code_of(other) << ".toml has: add it with tools/add_sentences";
    }
  }
}

TEST_P(ShippedCatalog, HasThePlaceholdersOfTheOthers) {
  for (const auto& [id, sentence] : shipped(Language::en).sentences()) {
    const auto found = shipped(GetParam()).sentences().find(id);
    if (found == shipped(GetParam()).sentences().end()) continue;
    EXPECT_EQ(placeholders_of(found->second), placeholders_of(sentence))
        << "data/messages/" << code_of(GetParam()) << ".toml: " << id << " differs from en.toml in its {names}";
  }
}

TEST_P(ShippedCatalog, HasEveryPluralFormItsLanguageNeeds) {
  const auto needed = words_of(forms_needed(GetParam()));
  for (const auto& [id, sentence] : shipped(GetParam()).sentences()) {
    const auto& in_english = shipped(Language::en).sentences();
    const bool counted = in_english.count(id) != 0 && !in_english.find(id)->second.forms.empty();
    EXPECT_EQ(!sentence.forms.empty(), counted) << id << " is counted in one language and not in another";
    if (!counted) continue;
    std::set<std::string> forms;
    for (const auto& [form, text] : sentence.forms) forms.emplace(name_of(form));
    EXPECT_EQ(forms, needed) << "data/messages/" << code_of(GetParam()) << ".toml: plural forms of " << id;
  }
}

TEST_P(ShippedCatalog, CountedSentencesSayTheirCount) {
  for (const auto& [id, sentence] : shipped(GetParam()).sentences()) {
    for (const auto& [form, text] : sentence.forms) {
      EXPECT_NE(text.find("{count}"), std::string::npos) << id << " has plural forms and no {count}";
    }
  }
}

TEST_P(ShippedCatalog, EveryErrorSaysWhatToDo) {
  for (const auto& [id, sentence] : shipped(GetParam()).sentences()) {
    if (id.rfind("error.", 0) == 0) {
      EXPECT_TRUE(shipped(GetParam()).has("hint." + id.substr(6))) << id << " has no hint." << id.substr(6);
    }
    if (id.rfind("hint.", 0) == 0) {
      EXPECT_TRUE(shipped(GetParam()).has("error." + id.substr(5))) << id << " has no error." << id.substr(5);
    }
  }
}

TEST_P(ShippedCatalog, NoSentenceIsEmptyOrUntrimmed) {
  const auto check = [](const std::string& id, const std::string& text) {
    ASSERT_FALSE(text.empty()) << id;
    EXPECT_NE(text.front(), ' ') << id;
    EXPECT_NE(text.back(), ' ') << id;
  };
  for (const auto& [id, sentence] : shipped(GetParam()).sentences()) {
    if (sentence.forms.empty()) check(id, sentence.text);
    for (const auto& [form, text] : sentence.forms) check(id, text);
  }
}

TEST(ShippedCatalogs, SavedSentAndAcceptedAreThreeWords) {
  for (const auto language : languages) {
    const std::set<std::string> words{shipped(language).say("status.saved"), shipped(language).say("status.sent"),
                                      shipped(language).say("status.accepted")};
    EXPECT_EQ(words.size(), 3U) << code_of(language);
  }
}

TEST(ShippedCatalogs, TheThreeWordsOfCompletenessDiffer) {
  for (const auto language : languages) {
    const std::set<std::string> words{shipped(language).say("report.received"),
                                      shipped(language).say("report.no_report"),
                                      shipped(language).say("report.not_expected")};
    EXPECT_EQ(words.size(), 3U) << code_of(language);
  }
}

TEST(ShippedCatalogs, SpeakTheirLanguage) {
  EXPECT_EQ(shipped(Language::kk).say("status.saved"), "Сақталды");
  EXPECT_EQ(shipped(Language::ru).say("status.saved"), "Сохранено");
  EXPECT_EQ(shipped(Language::en).say("status.saved"), "Saved");
}

}  // namespace
}  // namespace mektep
