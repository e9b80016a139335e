#include "shared/merge/paragraphs.h"

#include <algorithm>
#include <optional>
#include <set>

#include "shared/base/limits.h"
#include "shared/merge/alignment.h"

namespace mektep {
namespace {

constexpr std::size_t level_size = 6;
constexpr std::uint32_t places_per_paragraph = 3;
constexpr std::uint32_t place_of_first = 1;
constexpr std::uint32_t place_max = 0xffff;

enum class Side { before, after };

std::uint32_t place_at(BytesView key, std::size_t level_end) {
  return static_cast<std::uint32_t>(key[level_end - 2] << 8U) | key[level_end - 1];
}

void set_last_place(ParagraphKey& key, std::uint32_t place) {
  key[key.size() - 2] = static_cast<std::uint8_t>(place >> 8U);
  key[key.size() - 1] = static_cast<std::uint8_t>(place);
}

ParagraphKey block_below(ParagraphKey path, Random& random) {
  const FixedBytes<4> tag = random.bytes<4>();
  path.insert(path.end(), tag.begin(), tag.end());
  path.insert(path.end(), {0, place_of_first});
  return path;
}

// A new block directly before or after a paragraph; empty when the path would be too long.
std::optional<ParagraphKey> block_beside(const ParagraphKey& key, Side side, Random& random) {
  if (!is_valid_key(key) || key.size() + level_size > limits::element_bytes_max) return std::nullopt;
  ParagraphKey path = key;
  const std::uint32_t place = place_at(key, key.size());
  set_last_place(path, side == Side::before ? place - 1 : place + 1);
  return block_below(std::move(path), random);
}

// The next paragraph of the same block, where it would stand before `right`.
std::optional<ParagraphKey> continued(const ParagraphKey& key, const ParagraphKey& right) {
  if (!is_valid_key(key)) return std::nullopt;
  const std::uint32_t place = place_at(key, key.size()) + places_per_paragraph;
  // Leaves room for a block after it.
  if (place + 1 > place_max) return std::nullopt;
  ParagraphKey next = key;
  set_last_place(next, place);
  return right.empty() || next < right ? std::optional(next) : std::nullopt;
}

// Whether `key` stands in a block that was inserted after `ancestor`, at any depth.
bool is_below(const ParagraphKey& key, const ParagraphKey& ancestor) {
  if (key.size() <= ancestor.size() || !is_valid_key(ancestor)) return false;
  ParagraphKey side = ancestor;
  set_last_place(side, place_at(ancestor, ancestor.size()) + 1);
  return std::equal(side.begin(), side.end(), key.begin());
}

// Fugue's rule: under the left neighbour, unless the right one is there already; then before that one.
std::optional<ParagraphKey> block_between(const ParagraphKey& left, const ParagraphKey& right,
                                          Random& random) {
  if (left.empty() && right.empty()) return block_below({}, random);
  if (left.empty() || is_below(right, left)) return block_beside(right, Side::before, random);
  return block_beside(left, Side::after, random);
}

// A paragraph of the typed text; without a key until it gets one.
struct Typed {
  ParagraphKey key;
  std::string_view text;
  bool write = false;
};

class Difference {
 public:
  Difference(const std::vector<Paragraph>& shown, const std::vector<std::string>& texts)
      : shown_(shown), texts_(texts) {
    std::vector<std::string_view> before;
    before.reserve(shown.size());
    for (const Paragraph& paragraph : shown) before.push_back(paragraph.text);
    steps_ = align(before, texts);
  }

  ParagraphEdit run(const ParagraphKey& own_last, Random& random) {
    keep_keys();
    ParagraphEdit edit;
    if (!draw_keys(own_last, random, edit)) return rewritten(random);
    for (Typed& typed : typed_) {
      if (typed.write) edit.written.push_back({std::move(typed.key), std::string(typed.text)});
    }
    edit.removed.assign(removed_.begin(), removed_.end());
    return edit;
  }

 private:
  const ParagraphKey& key_before(const AlignedParagraph& step) const { return shown_[step.before].key; }

  // A clash that stands as it was shown stays one; touched in any way, it is resolved by this save.
  bool is_untouched_clash(std::size_t at) const {
    const ParagraphKey& key = key_before(steps_[at]);
    const auto belongs = [&](std::size_t index) {
      return steps_[index].fate == Fate::kept && key_before(steps_[index]) == key;
    };
    std::size_t run = 1;
    for (std::size_t index = at; index > 0 && belongs(index - 1); --index) ++run;
    for (std::size_t index = at + 1; index < steps_.size() && belongs(index); ++index) ++run;
    return run == rivals_of(key);
  }

  std::size_t rivals_of(const ParagraphKey& key) const {
    return static_cast<std::size_t>(std::count_if(
        shown_.begin(), shown_.end(), [&](const Paragraph& paragraph) { return paragraph.key == key; }));
  }

  bool has_rivals(std::size_t index) const {
    return (index > 0 && shown_[index - 1].key == shown_[index].key) ||
           (index + 1 < shown_.size() && shown_[index + 1].key == shown_[index].key);
  }

  void keep_keys() {
    std::set<ParagraphKey> kept;
    for (std::size_t at = 0; at < steps_.size(); ++at) {
      const AlignedParagraph& step = steps_[at];
      if (step.fate == Fate::removed) continue;
      const std::string_view text = texts_[step.after];
      if (step.fate == Fate::inserted) {
        typed_.push_back({{}, text, true});
      } else if (!has_rivals(step.before)) {
        kept.insert(key_before(step));
        typed_.push_back({key_before(step), text, step.fate == Fate::changed});
      } else if (step.fate == Fate::kept && is_untouched_clash(at)) {
        kept.insert(key_before(step));
        typed_.push_back({key_before(step), text, false});
      } else {
        const bool first = kept.insert(key_before(step)).second;
        typed_.push_back({first ? key_before(step) : ParagraphKey{}, text, true});
      }
    }
    for (const Paragraph& paragraph : shown_) {
      if (!kept.contains(paragraph.key)) removed_.insert(paragraph.key);
    }
  }

  // False when a path would be too long.
  bool draw_keys(const ParagraphKey& own_last, Random& random, ParagraphEdit& edit) {
    edit.own_last = own_last;
    const std::vector<ParagraphKey> rights = right_neighbours();
    ParagraphKey left;
    for (std::size_t at = 0; at < typed_.size(); ++at) {
      Typed& typed = typed_[at];
      if (typed.key.empty()) {
        std::optional<ParagraphKey> key;
        if (!left.empty() && left == edit.own_last) key = continued(left, rights[at]);
        if (!key) key = block_between(left, rights[at], random);
        if (!key) return false;
        typed.key = edit.own_last = std::move(*key);
      }
      left = typed.key;
    }
    return true;
  }

  // Of each paragraph without a key, the key of the next one that has one.
  std::vector<ParagraphKey> right_neighbours() const {
    std::vector<ParagraphKey> rights(typed_.size());
    ParagraphKey right;
    for (std::size_t at = typed_.size(); at-- > 0;) {
      if (typed_[at].key.empty()) {
        rights[at] = right;
      } else {
        right = typed_[at].key;
      }
    }
    return rights;
  }

  // The whole text anew, in a block of its own: what remains when a path would be too long.
  ParagraphEdit rewritten(Random& random) const {
    ParagraphEdit edit;
    for (const std::string& text : texts_) {
      std::optional<ParagraphKey> key = continued(edit.own_last, {});
      if (!key) key = block_between(edit.own_last, {}, random);
      edit.own_last = *key;
      edit.written.push_back({std::move(*key), text});
    }
    for (const Paragraph& paragraph : shown_) edit.removed.push_back(paragraph.key);
    edit.removed.erase(std::unique(edit.removed.begin(), edit.removed.end()), edit.removed.end());
    return edit;
  }

  const std::vector<Paragraph>& shown_;
  const std::vector<std::string>& texts_;
  std::vector<AlignedParagraph> steps_;
  std::vector<Typed> typed_;
  std::set<ParagraphKey> removed_;
};

}  // namespace

void in_order(std::vector<Paragraph>& paragraphs) {
  std::stable_sort(paragraphs.begin(), paragraphs.end(),
                   [](const Paragraph& left, const Paragraph& right) { return left.key < right.key; });
}

int compare_places(const ParagraphKey& left, const ParagraphKey& right) {
  const auto order = left <=> right;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

bool is_valid_key(BytesView key) {
  if (key.empty() || key.size() % level_size != 0 || key.size() > limits::element_bytes_max) return false;
  for (std::size_t end = level_size; end <= key.size(); end += level_size) {
    const bool is_paragraph = place_at(key, end) % places_per_paragraph == place_of_first;
    if (is_paragraph != (end == key.size())) return false;
  }
  return true;
}

ParagraphEdit diff_paragraphs(const std::vector<Paragraph>& shown, std::string_view text,
                              const ParagraphKey& own_last, Random& random) {
  const std::vector<std::string> texts = split_paragraphs(text);
  return Difference(shown, texts).run(own_last, random);
}

std::vector<std::string> split_paragraphs(std::string_view text) {
  std::vector<std::string> paragraphs;
  if (text.empty()) return paragraphs;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    paragraphs.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  paragraphs.emplace_back(text);
  return paragraphs;
}

}  // namespace mektep
