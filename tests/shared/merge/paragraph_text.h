#pragma once
// A long text as a test types it: shown paragraphs, saves, and merges of saves.

#include <map>
#include <string>
#include <vector>

#include "shared/merge/paragraphs.h"

namespace mektep::test {

inline std::string joined(const std::vector<Paragraph>& paragraphs) {
  std::string text;
  for (std::size_t at = 0; at < paragraphs.size(); ++at) text += (at == 0 ? "" : "\n") + paragraphs[at].text;
  return text;
}

// What a text is after an edit that everybody saw.
inline std::vector<Paragraph> after(std::vector<Paragraph> shown, const ParagraphEdit& edit) {
  for (const ParagraphKey& key : edit.removed) {
    std::erase_if(shown, [&](const Paragraph& paragraph) { return paragraph.key == key; });
  }
  for (const Paragraph& written : edit.written) {
    std::erase_if(shown, [&](const Paragraph& paragraph) { return paragraph.key == written.key; });
  }
  shown.insert(shown.end(), edit.written.begin(), edit.written.end());
  in_order(shown);
  return shown;
}

}  // namespace mektep::test
