// The laws of long text.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/shared/merge/paragraph_text.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {
namespace {

std::string draw_text(SeededRandom& random) {
  std::string text;
  const std::size_t paragraphs = random.below(9);
  for (std::size_t at = 0; at < paragraphs; ++at) {
    if (at > 0) text += '\n';
    // Few words, so that paragraphs repeat, blank ones among them.
    const std::uint64_t words = random.below(4);
    for (std::uint64_t word = 0; word < words; ++word)
      text += std::string(1, static_cast<char>('a' + random.below(3))) + " ";
  }
  return text;
}

// Some saves later: typed over, with or without the own last block.
std::vector<Paragraph> draw_shown(SeededRandom& random, ParagraphKey& own_last) {
  std::vector<Paragraph> shown;
  const std::size_t saves = random.below(6);
  for (std::size_t save = 0; save < saves; ++save) {
    const ParagraphEdit edit =
        diff_paragraphs(shown, draw_text(random), random.below(2) == 0 ? own_last : ParagraphKey{}, random);
    own_last = edit.own_last;
    shown = after(shown, edit);
  }
  return shown;
}

RC_GTEST_PROP(LongTextLaws, ASaveGivesTheTypedTextBack, (std::uint64_t seed)) {
  SeededRandom random(seed);
  ParagraphKey own_last;
  const auto shown = draw_shown(random, own_last);
  const std::string typed = draw_text(random);
  const ParagraphEdit edit = diff_paragraphs(shown, typed, own_last, random);
  const auto saved = after(shown, edit);
  RC_ASSERT(joined(saved) == typed);
  for (const Paragraph& paragraph : saved) RC_ASSERT(is_valid_key(paragraph.key));
}

RC_GTEST_PROP(LongTextLaws, SavingAgainSendsNothing, (std::uint64_t seed)) {
  SeededRandom random(seed);
  ParagraphKey own_last;
  const auto shown = draw_shown(random, own_last);
  const ParagraphEdit edit = diff_paragraphs(shown, joined(shown), own_last, random);
  if (joined(shown).empty()) return;  // one blank paragraph reads like none
  RC_ASSERT(edit.written.empty());
  RC_ASSERT(edit.removed.empty());
}

RC_GTEST_PROP(LongTextLaws, AClashIsTypedOverLikeAnyText, (std::uint64_t seed)) {
  SeededRandom random(seed);
  ParagraphKey own_last;
  auto shown = draw_shown(random, own_last);
  if (shown.empty()) return;
  const std::size_t at = random.below(shown.size());
  shown.insert(shown.begin() + static_cast<std::ptrdiff_t>(at), {shown[at].key, "rival"});
  const std::string typed = draw_text(random) + (random.below(2) == 0 ? "\nrival" : "");
  std::vector<Paragraph> saved = after(shown, diff_paragraphs(shown, typed, own_last, random));
  RC_ASSERT(joined(saved) == typed);
}

// Types `count` paragraphs at place `at` of a text, one a save or all at once.
std::vector<Paragraph> insert_block(std::vector<Paragraph> shown, std::size_t at, const std::string& letter,
                                    std::size_t count, SeededRandom& random) {
  std::vector<Paragraph> written;
  ParagraphKey own_last;
  std::vector<std::string> texts;
  for (const Paragraph& paragraph : shown) texts.push_back(paragraph.text);
  for (std::size_t number = 0; number < count; ++number) {
    texts.insert(texts.begin() + static_cast<std::ptrdiff_t>(at + number), letter + std::to_string(number));
    if (number + 1 < count && random.below(2) == 0) continue;
    std::string typed;
    for (std::size_t line = 0; line < texts.size(); ++line) typed += (line == 0 ? "" : "\n") + texts[line];
    const ParagraphEdit edit = diff_paragraphs(shown, typed, own_last, random);
    own_last = edit.own_last;
    shown = after(shown, edit);
    written.insert(written.end(), edit.written.begin(), edit.written.end());
  }
  return written;
}

RC_GTEST_PROP(LongTextLaws, BlocksInsertedAtOnePlaceNeverInterleave, (std::uint64_t seed)) {
  SeededRandom random(seed);
  std::vector<Paragraph> shown;
  std::string text;
  const std::size_t lines = random.below(5);
  for (std::size_t line = 0; line < lines; ++line)
    text += (line == 0 ? "line " : "\nline ") + std::to_string(line);
  shown = after(shown, diff_paragraphs(shown, text, {}, random));
  const std::size_t at = random.below(lines + 1);
  std::vector<Paragraph> merged = shown;
  for (const std::string letter : {"A", "B", "C"}) {
    const auto block = insert_block(shown, at, letter, 1 + random.below(5), random);
    merged.insert(merged.end(), block.begin(), block.end());
  }
  in_order(merged);
  std::string letters;
  for (const Paragraph& paragraph : merged) {
    const char first = paragraph.text[0];
    if (letters.empty() || letters.back() != first) letters += first;
  }
  // Each letter starts once: no block was cut in two. The old lines stand before and after them.
  for (const char letter : {'A', 'B', 'C'})
    RC_ASSERT(std::count(letters.begin(), letters.end(), letter) == 1);
  for (std::size_t place = 1; place < merged.size(); ++place) {
    RC_ASSERT(merged[place - 1].text[0] != merged[place].text[0] ||
              merged[place - 1].text < merged[place].text);
  }
}

}  // namespace
}  // namespace mektep::test
