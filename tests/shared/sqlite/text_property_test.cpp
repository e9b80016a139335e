#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "shared/sqlite/collation.h"
#include "shared/sqlite/search_key.h"

namespace mektep {
namespace {

// Texts made of what makes trouble: both alphabets, digits, signs, accents, bad bytes.
rc::Gen<std::string> texts() {
  const auto piece =
      rc::gen::element<std::string>("а", "Ә", "қ", "і", "Й", "и", "\xCC\x86", "\xCC\x81", "ё", "є", "a", "H",
                                    "h", "z", "É", "ə", "İ", "0", "7", "10", "№", " ", "\xC2\xA0", "-", "–",
                                    "«", "'", "\xC2\xAD", "\xFF", "\xD0", "\xB0", "日", std::string(1, '\0'));
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text;
    for (const auto& part : pieces) text += part;
    return text;
  });
}

RC_GTEST_PROP(SearchKeyProperty, ApplyingItTwiceChangesNothing, ()) {
  const auto key = search_key(*texts());
  RC_ASSERT(search_key(key) == key);
}

RC_GTEST_PROP(SearchKeyProperty, SpaceAtTheEndsDoesNotMatter, ()) {
  const auto text = *texts();
  RC_ASSERT(search_key(" " + text + "\xC2\xA0 ") == search_key(text));
}

RC_GTEST_PROP(CollationProperty, KeysFitATextColumn, ()) {
  for (const auto byte : kk_sort_key(*texts())) RC_ASSERT(byte > 0 && byte < 0x7f);
}

RC_GTEST_PROP(CollationProperty, NumbersSortByValue, ()) {
  const auto left = *rc::gen::arbitrary<std::uint64_t>();
  const auto right = *rc::gen::arbitrary<std::uint64_t>();
  const auto text = *texts();
  const bool ends_with_digit = !text.empty() && text.back() >= '0' && text.back() <= '9';
  RC_PRE(!ends_with_digit);
  const bool by_key = kk_sort_key(text + std::to_string(left)) < kk_sort_key(text + std::to_string(right));
  RC_ASSERT(by_key == (left < right));
}

RC_GTEST_PROP(CollationProperty, ComparisonIsAnOrder, ()) {
  const auto left = *texts();
  const auto right = *texts();
  RC_ASSERT((kk_compare(left, right) < 0) == (kk_compare(right, left) > 0));
  RC_ASSERT(kk_compare(left, left) == 0);
}

}  // namespace
}  // namespace mektep
