#include "shared/merge/alignment.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace mektep {
namespace {

using Before = std::span<const std::string_view>;
using After = std::span<const std::string>;

// 1 MiB of scores; 500 changed paragraphs against 500.
constexpr std::size_t pairs_max = 250'000;

// What a pair is worth. Any number of lesser pairs that fit the table weighs less than one of the next
// kind: equal text first, then resemblance, then merely standing in the same place.
constexpr std::uint32_t worth_equal = 1U << 20U;
constexpr std::uint32_t worth_alike = 1U << 10U;
constexpr std::uint32_t worth_place = 1;

// At least half of the longer text stands at the start or the end of both.
bool alike(std::string_view left, std::string_view right) {
  const std::size_t shorter = std::min(left.size(), right.size());
  const std::size_t longer = std::max(left.size(), right.size());
  if (shorter * 2 < longer) return false;
  std::size_t start = 0;
  while (start < shorter && left[start] == right[start]) ++start;
  std::size_t end = 0;
  while (end < shorter - start && left[left.size() - 1 - end] == right[right.size() - 1 - end]) ++end;
  return (start + end) * 2 >= longer;
}

std::uint32_t worth(std::string_view left, std::string_view right) {
  // Blank lines are everywhere; they must not tie together what does not belong together.
  if (left == right) return left.empty() ? worth_alike : worth_equal;
  return alike(left, right) ? worth_alike : worth_place;
}

// The best sum of worths of pairs in order: score(i, j) looks at what follows i and j.
class Scores {
 public:
  Scores(Before before, After after) : columns_(after.size() + 1), scores_((before.size() + 1) * columns_) {
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = after.size(); j-- > 0;) {
        const std::uint32_t paired = at(i + 1, j + 1) + worth(before[i], after[j]);
        scores_[i * columns_ + j] = std::max({paired, at(i + 1, j), at(i, j + 1)});
      }
    }
  }
  std::uint32_t at(std::size_t i, std::size_t j) const { return scores_[i * columns_ + j]; }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> scores_;
};

class Alignment {
 public:
  Alignment(Before before, After after) : before_(before), after_(after) {}

  std::vector<AlignedParagraph> run() && {
    std::size_t end = 0;  // paragraphs at the end that stayed
    const std::size_t shorter = std::min(before_.size(), after_.size());
    while (i_ < shorter && before_[i_] == after_[i_]) pair();
    while (end < shorter - i_ && before_[before_.size() - 1 - end] == after_[after_.size() - 1 - end]) ++end;
    const std::size_t before_end = before_.size() - end;
    const std::size_t after_end = after_.size() - end;
    if ((before_end - i_ + 1) * (after_end - j_ + 1) <= pairs_max) {
      pair_best(before_end, after_end);
    } else {
      while (i_ < before_end && j_ < after_end) pair();
    }
    while (i_ < before_end) remove();
    while (j_ < after_end) insert();
    while (i_ < before_.size()) pair();
    return std::move(steps_);
  }

 private:
  void pair_best(std::size_t before_end, std::size_t after_end) {
    const std::size_t i0 = i_;
    const std::size_t j0 = j_;
    const Scores scores(before_.subspan(i0, before_end - i0), after_.subspan(j0, after_end - j0));
    while (i_ < before_end && j_ < after_end) {
      const std::uint32_t score = scores.at(i_ - i0, j_ - j0);
      if (score == scores.at(i_ - i0 + 1, j_ - j0 + 1) + worth(before_[i_], after_[j_])) {
        pair();
      } else if (score == scores.at(i_ - i0 + 1, j_ - j0)) {
        remove();
      } else {
        insert();
      }
    }
  }
  void pair() {
    const Fate fate = before_[i_] == after_[j_] ? Fate::kept : Fate::changed;
    steps_.push_back({fate, i_++, j_++});
  }
  void remove() { steps_.push_back({Fate::removed, i_++, j_}); }
  void insert() { steps_.push_back({Fate::inserted, i_, j_++}); }

  Before before_;
  After after_;
  std::size_t i_ = 0;
  std::size_t j_ = 0;
  std::vector<AlignedParagraph> steps_;
};

}  // namespace

std::vector<AlignedParagraph> align(const std::vector<std::string_view>& before,
                                    const std::vector<std::string>& after) {
  return Alignment(before, after).run();
}

}  // namespace mektep
