#pragma once
// "Did you mean": the candidate that a mistyped word is nearest to.

#include <string>
#include <string_view>
#include <vector>

namespace mektep {

// By the number of letters to add, drop, change or swap (Damerau-Levenshtein, restricted). Empty when
// nothing is near enough to be meant: more than a third of the word would change, or more than one letter
// of a short one.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// All of them, for "there are: …".
std::string listed(const std::vector<std::string>& candidates);

}  // namespace mektep
