#pragma once
// Which paragraphs of an old text a new text keeps, changes, drops and adds. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mektep {

enum class Fate { kept, changed, removed, inserted };

// One step through both texts, in order. `before` is an index into the old text (of a kept, changed or
// removed paragraph), `after` one into the new text (kept, changed, inserted).
struct AlignedParagraph {
  Fate fate;
  std::size_t before = 0;
  std::size_t after = 0;
  friend bool operator==(const AlignedParagraph&, const AlignedParagraph&) = default;
};

// Keeps as many equal paragraphs in order as it can, then pairs those that resemble each other. Where the
// changed parts are so long that comparing all with all would take too much memory, pairs them in order.
std::vector<AlignedParagraph> align(const std::vector<std::string_view>& before,
                                    const std::vector<std::string>& after);

}  // namespace mektep
