#include "shared/base/nearest.h"

#include <algorithm>

namespace mektep {
namespace {

// Words of commands and fields are short; a longer one is nobody's slip of the finger.
constexpr std::size_t word_bytes_max = 64;

std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::vector<std::size_t>> cost(left.size() + 1, std::vector<std::size_t>(right.size() + 1));
  for (std::size_t row = 0; row <= left.size(); ++row) cost[row][0] = row;
  for (std::size_t column = 0; column <= right.size(); ++column) cost[0][column] = column;
  for (std::size_t row = 1; row <= left.size(); ++row) {
    for (std::size_t column = 1; column <= right.size(); ++column) {
      const std::size_t change = left[row - 1] == right[column - 1] ? 0 : 1;
      cost[row][column] = std::min(
          {cost[row - 1][column] + 1, cost[row][column - 1] + 1, cost[row - 1][column - 1] + change});
      const bool swapped =
          row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
      if (swapped) cost[row][column] = std::min(cost[row][column], cost[row - 2][column - 2] + 1);
    }
  }
  return cost[left.size()][right.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  // Every other letter is one slip away from a single one.
  if (word.size() < 2 || word.size() > word_bytes_max) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > word_bytes_max) continue;
    const std::size_t candidate_distance = distance(word, candidate);
    if (candidate_distance >= best_distance) continue;
    best = candidate;
    best_distance = candidate_distance;
  }
  return best;
}

std::string listed(const std::vector<std::string>& candidates) {
  std::string text;
  for (const auto& candidate : candidates) text += (text.empty() ? "" : ", ") + candidate;
  return text;
}

}  // namespace mektep
