#pragma once
// Values as they are printed: for people, and as JSON (docs/cli.md).

#include <boost/json/object.hpp>
#include <string>

#include "client/replica/replica.h"
#include "shared/words/language.h"

namespace mektep::client {

// Dates ISO, decimals with a point, references as ids, sets as arrays, long text with line ends.
boost::json::value to_json(const Value& value, const Field& field);
boost::json::object fields_to_json(const ShownRecord& shown, const RecordType& type);

// For people: codes by their label where the codebook is here, references by their title.
std::string to_words(const Replica& replica, const Value& value, const Field& field, Language language);
std::string to_words(const Replica& replica, const ShownField& shown, const Field& field, Language language);

// What lists call a record: its title fields, in the language of the run.
std::string title_of(const Replica& replica, const ReadRecord& record, Language language);

std::string name_of(Badge badge);      // JSON: here, sent, accepted
std::string sentence_of(Badge badge);  // id of a sentence

}  // namespace mektep::client
