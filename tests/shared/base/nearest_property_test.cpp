#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "shared/base/nearest.h"

namespace mektep {
namespace {

std::string any_word(std::size_t size) {
  return *rc::gen::container<std::string>(size, rc::gen::inRange('a', static_cast<char>('z' + 1)));
}

// Words that have no letter in common with the one meant.
const std::vector<std::string> far_words{"0000000", "1111", "22222222222"};

std::vector<std::string> with_far_words(const std::string& word) {
  std::vector<std::string> candidates = far_words;
  candidates.insert(candidates.begin() + *rc::gen::inRange(0, 4), word);
  return candidates;
}

RC_GTEST_PROP(NearestProperty, OneLetterTooManyIsForgiven, ()) {
  const std::string word = any_word(*rc::gen::inRange<std::size_t>(3, 20));
  std::string typed = word;
  typed.insert(typed.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(word) + 1), 'x');
  RC_ASSERT(nearest(typed, with_far_words(word)) == word);
}

RC_GTEST_PROP(NearestProperty, OneLetterTooFewIsForgiven, ()) {
  const std::string word = any_word(*rc::gen::inRange<std::size_t>(3, 20));
  std::string typed = word;
  typed.erase(typed.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(word)));
  RC_ASSERT(nearest(typed, with_far_words(word)) == word);
}

RC_GTEST_PROP(NearestProperty, TwoNeighboursThatChangedPlacesAreForgiven, ()) {
  const std::string word = any_word(*rc::gen::inRange<std::size_t>(3, 20));
  std::string typed = word;
  const auto at = *rc::gen::inRange<std::size_t>(0, word.size() - 1);
  std::swap(typed[at], typed[at + 1]);
  RC_ASSERT(nearest(typed, with_far_words(word)) == word);
}

RC_GTEST_PROP(NearestProperty, WhatIsGuessedIsAlwaysACandidate, (const std::string& typed)) {
  std::vector<std::string> candidates;
  for (int left = *rc::gen::inRange(0, 6); left > 0; --left) {
    candidates.push_back(any_word(*rc::gen::inRange<std::size_t>(0, 9)));
  }
  const std::string guess = nearest(typed, candidates);
  RC_ASSERT(guess.empty() || std::find(candidates.begin(), candidates.end(), guess) != candidates.end());
}

}  // namespace
}  // namespace mektep
