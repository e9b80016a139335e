#include "server/http/names.h"

#include <algorithm>

namespace mektep::server {

const std::string& name_in(const Labels& names, Language language) {
  const std::string& own = names[static_cast<std::size_t>(language)];
  if (!own.empty()) return own;
  const auto other = std::find_if(names.begin(), names.end(), [](const auto& name) { return !name.empty(); });
  return other == names.end() ? own : *other;
}

std::string name_of_unit(const Directory& directory, RecordId unit, Language language) {
  const auto found = directory.units.find(unit);
  return found == directory.units.end() ? std::string() : name_in(found->second.names, language);
}

std::string name_of_code(const Directory& directory, const std::string& book, const std::string& code,
                         Language language) {
  const auto entries = directory.books.find(book);
  if (entries == directory.books.end()) return code;
  const auto entry = entries->second.find(code);
  if (entry == entries->second.end()) return code;
  const std::string& name = name_in(entry->second, language);
  return name.empty() ? code : name;
}

}  // namespace mektep::server
