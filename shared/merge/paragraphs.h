#pragma once
// Long text as paragraphs. A paragraph's key is a path (Fugue's tree: Weidner and Kleppmann 2023): each
// level is a 32-bit tag drawn once per inserted block and a number in the block. The keys' byte order is
// not the text's order; `in_order` sorts. Blocks inserted at one place do not interleave.

#include <string>
#include <utility>
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

// Sorts by place in the text.
void in_order(std::vector<Paragraph>& paragraphs);
// Order of two keys in the text: negative, zero, positive.
int compare_places(const ParagraphKey& left, const ParagraphKey& right);
bool is_valid_key(BytesView key);

// What a save changes: paragraphs written (new or changed text) and removed.
struct ParagraphEdit {
  std::vector<Paragraph> written;
  std::vector<ParagraphKey> removed;
};

// The difference between the paragraphs that were shown and the text typed (split at line ends).
// A paragraph kept as it was is in neither list; a changed one keeps its key. `own_last` is the key of
// the last paragraph of the block this author typed last here: a paragraph after it continues its block.
ParagraphEdit diff_paragraphs(const std::vector<Paragraph>& shown, std::string_view text,
                              const ParagraphKey& own_last, Random& random);

std::vector<std::string> split_paragraphs(std::string_view text);

}  // namespace mektep
