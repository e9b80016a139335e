#pragma once
// What texts and typed queries have in common when people search: a form in which Kazakh letters, letters
// of other keyboards and typographic signs no longer differ. Pure; any thread.

#include <string>
#include <string_view>

struct sqlite3;

namespace mektep {

// Lower case; ә→а ғ→г қ→к ң→н ө→о ұ,ү→у һ→х і→и ё→е; Latin look-alikes in a word that has a Cyrillic letter
// become Cyrillic; white space of every kind becomes one space, none at the ends; quotes, invisible signs
// and bytes that are no UTF-8 are dropped. Applying it twice changes nothing.
std::string search_key(std::string_view text);

// The SQL function search_key(x): deterministic, harmless in views; NULL gives NULL. Returns SQLite's
// result code.
int register_search_key(sqlite3& connection);

}  // namespace mektep
