#pragma once
// Text as people type it: valid UTF-8, one normal form, nothing invisible that deceives.

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace mektep {

// Whether a single-line or many-line text is meant.
enum class Lines { one, many };

// NFC; line ends become '\n'. Fails with text.invalid_utf8, text.control_character (NUL and other
// controls but tab and, in many-line texts, line ends), text.bidi_control, text.line_break.
Result<std::string> clean_text(std::string_view typed, Lines lines);

// Without white space and no-break spaces at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace mektep
