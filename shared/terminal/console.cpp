#include "shared/terminal/console.h"

#include <utf8proc.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <ostream>

namespace mektep {
namespace {

constexpr std::size_t column_gap = 2;

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = width_of(text);
  return text + std::string(width > own ? width - own : 0, ' ');
}

// Characters of an argument that a failure repeats: a list of people, and what still fits on a screen.
constexpr std::size_t repeated_max = 2000;

bool is_control(utf8proc_int32_t point) { return utf8proc_category(point) == UTF8PROC_CATEGORY_CC; }

bool is_unprintable(utf8proc_int32_t point) {
  return is_control(point) || utf8proc_category(point) == UTF8PROC_CATEGORY_CF;
}

// The text as UTF-8, with a mark in the place of every character that is `unwanted` and of every broken byte.
template <class Unwanted>
std::string marked(std::string_view text, const Unwanted& unwanted, std::size_t count_max = SIZE_MAX) {
  static constexpr std::string_view mark = "\xef\xbf\xbd";
  std::string safe;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  for (std::size_t count = 0; left > 0; ++count) {
    if (count == count_max) return safe + "…";
    utf8proc_int32_t point = 0;
    const auto taken = utf8proc_iterate(at, left, &point);
    const bool readable = taken > 0 && !unwanted(point);
    const auto size = taken > 0 ? taken : 1;
    safe +=
        readable ? std::string_view(reinterpret_cast<const char*>(at), static_cast<std::size_t>(size)) : mark;
    at += size;
    left -= size;
  }
  return safe;
}

// What people typed wrongly is repeated to them and to scripts without what steers a terminal.
std::string repeated(std::string_view text) { return marked(text, is_unprintable, repeated_max); }

// What others wrote is shown without it too; joiners inside words stay.
std::string shown(std::string_view text) {
  return marked(text, [](utf8proc_int32_t point) {
    const bool turns = point == 0x061c || point == 0x200e || point == 0x200f ||
                       (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    return turns || (is_control(point) && point != '\n' && point != '\t');
  });
}

// A cell is one line: a long text shows its first one.
std::string cell_of(const std::string& text) {
  const auto end = text.find('\n');
  return end == std::string::npos ? shown(text) : shown(std::string_view(text).substr(0, end)) + " …";
}

Error repeatable(Error error) {
  for (auto& [name, value] : error.arguments) value = repeated(value);
  return error;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const auto taken = utf8proc_iterate(at, left, &point);
    if (taken <= 0) return width + static_cast<std::size_t>(left);  // not UTF-8: shown byte by byte
    width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point)));
    at += taken;
    left -= taken;
  }
  return width;
}

void Console::print(const boost::json::value& document) {
  if (json_) terminal_.out << boost::json::serialize(document) << std::endl;
}

void Console::print_line(std::string_view line) {
  if (!json_) terminal_.out << shown(line) << '\n';
}

void Console::print(const Table& table) {
  if (json_ || table.rows.empty()) return;
  std::vector<std::vector<std::string>> lines{{}};
  for (const auto& heading : table.headings) lines[0].push_back(catalog_.say(heading));
  for (const auto& row : table.rows) {
    std::vector<std::string> line;
    for (const auto& cell : row) line.push_back(cell_of(cell));
    lines.push_back(std::move(line));
  }
  std::vector<std::size_t> widths(table.headings.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t column = 0; column < line.size() && column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], width_of(line[column]));
    }
  }
  for (std::size_t number = 0; number < lines.size(); ++number) {
    std::string text;
    for (std::size_t column = 0; column < lines[number].size(); ++column) {
      const bool last = column + 1 == lines[number].size();
      text += last ? lines[number][column] : padded(lines[number][column], widths[column] + column_gap);
    }
    const bool bold = number == 0 && terminal_.out_is_terminal && terminal_.colour;
    terminal_.out << (bold ? "\x1b[1m" : "") << text << (bold ? "\x1b[0m" : "") << '\n';
  }
}

void Console::say(std::string_view id, const Arguments& arguments) {
  if (!json_) terminal_.err << catalog_.say(id, arguments) << '\n';
}

void Console::say_count(std::string_view id, std::int64_t count, Arguments arguments) {
  if (!json_) terminal_.err << catalog_.say_count(id, count, std::move(arguments)) << '\n';
}

void Console::progress(std::string_view line) {
  if (shows_progress()) terminal_.err << "\r\x1b[K" << line << std::flush;
}

int Console::fail(const Error& failed) {
  const Error error = repeatable(failed);
  const std::string incident = to_hex(random_.bytes<4>());
  const std::string message = catalog_.what_happened(error);
  const std::string hint = catalog_.what_to_do(error);
  if (json_) {
    boost::json::object failure{{"code", error.code}, {"message", message}, {"hint", hint}, {"id", incident}};
    for (const auto& [name, value] : error.arguments) {
      if (!failure.contains(name)) failure.emplace(name, value);
    }
    terminal_.err << boost::json::serialize(boost::json::object{{"error", std::move(failure)}}) << std::endl;
  } else {
    terminal_.err << message << '\n';
    if (!hint.empty()) terminal_.err << hint << '\n';
  }
  return static_cast<int>(error.remedy);
}

}  // namespace mektep
