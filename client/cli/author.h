#pragma once
// Who is writing, and who is reading: the person named by --as, or the only one that this device's cards
// name.

#include <string>

#include "client/replica/replica.h"

namespace mektep::client {

// `as`: an id, a name, or a part of one name. Fails with person.choose (people; usage) when there are several
// and none was named, person.unknown (given, people), person.none when the cards name nobody.
Result<Author> author_of(const Replica& replica, const std::string& as);

// Nobody when there are several people and none was named: that is enough to read what is for everybody.
// Fails with person.unknown as above; for a type "for the team only" with person.choose too.
Result<ReadingPerson> reading_person(const Replica& replica, const std::string& as, const RecordType* type);

}  // namespace mektep::client
