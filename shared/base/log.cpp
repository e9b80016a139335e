#include "shared/base/log.h"

#include <array>
#include <cstdio>

namespace mektep {
namespace {

constexpr std::size_t field_bytes_max = 256;

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char character : text.substr(0, field_bytes_max)) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      out.push_back('\\');
      out.push_back(character);
    } else if (byte < 0x20 || byte >= 0x7f) {
      // Bytes outside ASCII are shown as escapes too: a cut in mid-character stays harmless.
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
      out += escape.data();
    } else {
      out.push_back(character);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace

void StreamLog::line(std::string_view event, std::initializer_list<LogField> fields) {
  std::string text = "{\"at_ms\":" + std::to_string(clock_.wall().ms) + ",\"event\":" + in_quotes(event);
  for (const auto& [name, value] : fields) text += "," + in_quotes(name) + ":" + in_quotes(value);
  text += "}\n";
  const std::lock_guard lock(mutex_);
  out_ << text << std::flush;
}

}  // namespace mektep
