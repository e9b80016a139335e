#pragma once
// What people call the things of the directory, in their language.

#include "server/tally/directory.h"
#include "shared/words/language.h"

namespace mektep::server {

// In the language, else in the first one that there is.
const std::string& name_in(const Labels& names, Language language);
// Of a region; empty for a unit that is not there.
std::string name_of_unit(const Directory& directory, RecordId unit, Language language);
// Of a codebook's code; the code itself where nobody named it.
std::string name_of_code(const Directory& directory, const std::string& book, const std::string& code,
                         Language language);

}  // namespace mektep::server
