#pragma once
// The order of the Kazakh alphabet (CLDR kk): Cyrillic as taught in school, then Latin; numbers by value,
// so "№2" comes before "№10"; lower case before upper case where nothing else differs. Pure; any thread.

#include <string>
#include <string_view>

struct sqlite3;

namespace mektep {

// A key whose byte order is the order of the texts: store it beside a text and index it with BINARY.
// Printable ASCII but for three control bytes, so it fits a TEXT column. Bytes that are no UTF-8 sort last.
//
//   key     = *weight [ 0x01 *mark ]
//   weight  = 0x02                       white space
//           | 0x03 ascii                 ASCII punctuation and signs
//           | 0x04 point                 other punctuation and signs
//           | 0x05 length *digit         a number without leading zeros; length = 0x20 + count of digits
//           | 0x10 … 0x39                the 42 Kazakh letters
//           | 0x3a point                 other Cyrillic letters
//           | 0x40 … 0x59                Latin a … z
//           | 0x5a point                 everything else
//   point   = 4 bytes of 6 bits, each plus 0x20, the highest first
//   mark    = 0x02 lower | 0x03 upper | 0x04 accented, one a letter, those of trailing lower letters cut
std::string kk_sort_key(std::string_view text);

// Less than, equal to or greater than zero, as their keys compare.
int kk_compare(std::string_view left, std::string_view right);

// The collation KK, for queries typed by hand. Stored views and indexes never name it: other SQLite tools
// would not open them. Returns SQLite's result code.
int register_kk_collation(sqlite3& connection);

}  // namespace mektep
