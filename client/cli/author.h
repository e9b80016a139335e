#pragma once
// Who is writing, and who is reading: the person named by --as, or the only one that this device's cards
// name. And what people are called.

#include <string>

#include "client/replica/replica.h"
#include "shared/words/catalog.h"

namespace mektep::client {

// `as`: an id, a name, or a part of one name, in Kazakh or Russian spelling. All usage: person.choose (people)
// when there are several and none was named, person.several (given, people) when it fits some of them,
// person.unknown (given, people). Or person.none when the cards name nobody.
Result<Author> author_of(const Replica& replica, const std::string& as);

// Nobody when there are several people and none was named: that is enough to read what is for everybody.
// Fails with person.unknown and person.several as above; for a type "for the team only" with person.choose too.
Result<ReadingPerson> reading_person(const Replica& replica, const std::string& as, const RecordType* type);

// In the language of the run; the id of somebody whose record is not here.
std::string name_of_person(const Replica& replica, RecordId person, const Catalog& catalog);

}  // namespace mektep::client
