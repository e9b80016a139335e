#pragma once
// Long text as paragraphs. A paragraph's key is a path in Fugue's tree (Weidner and Kleppmann 2023), so
// blocks inserted at one place do not interleave. A key is levels of 6 bytes, big-endian:
//
//   tag u32     drawn once per inserted block
//   place u16   3n+1 paragraph n of the block; 3n and 3n+2 what was inserted directly before and after
//               it: another level follows. So the last level has 3n+1 and no other has.
//
// The byte order of keys is the order of the text. No removed paragraph needs to be remembered.

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/random.h"

namespace mektep {

using ParagraphKey = Bytes;

struct Paragraph {
  ParagraphKey key;
  std::string text;
  friend bool operator==(const Paragraph&, const Paragraph&) = default;
};

// Sorts by place in the text; paragraphs of one key (a clash) keep their order.
void in_order(std::vector<Paragraph>& paragraphs);
// Order of two keys in the text: negative, zero, positive.
int compare_places(const ParagraphKey& left, const ParagraphKey& right);
bool is_valid_key(BytesView key);

// What a save changes: paragraphs written (new or changed text) and removed.
struct ParagraphEdit {
  std::vector<Paragraph> written;
  std::vector<ParagraphKey> removed;
  ParagraphKey own_last;  // `own_last` of the next save of this author here
};

// The difference between the paragraphs that were shown (in order) and the text typed (split at line
// ends). A paragraph kept as it was is in neither list; a changed one keeps its key. `own_last` is the key
// of the last paragraph of the block that this author typed last, on this device: a paragraph after it
// continues its block. Empty when there is none.
// Both texts of a clash were shown, so what is written or removed supersedes every live value of its cell.
ParagraphEdit diff_paragraphs(const std::vector<Paragraph>& shown, std::string_view text,
                              const ParagraphKey& own_last, Random& random);

// An empty text has no paragraphs; otherwise there is one more than line ends.
std::vector<std::string> split_paragraphs(std::string_view text);

}  // namespace mektep
