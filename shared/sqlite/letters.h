#pragma once
// Unicode characters of a text, one after the other. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>

namespace mektep {

using CodePoint = std::int32_t;
// Stands for a byte that is no UTF-8.
inline constexpr CodePoint no_character = 0xfffd;

// Takes the first character off `text`, which is not empty.
CodePoint take_character(std::string_view& text);
void append_character(std::string& out, CodePoint character);

// The text with letters and their accents joined (NFC), so that й typed as и and a breve is й.
// `storage` holds the result when it differs from `text`.
std::string_view joined(std::string_view text, std::string& storage);

CodePoint lower_of(CodePoint character);
bool is_cyrillic(CodePoint character);
bool is_letter(CodePoint character);
bool is_space(CodePoint character);
// Control characters, soft hyphens, direction marks: nothing that a person sees.
bool is_invisible(CodePoint character);

}  // namespace mektep
