#pragma once
// Who is writing: the person named by --as, or the only one that this device's cards name.

#include <string>

#include "client/replica/replica.h"

namespace mektep::client {

// `as`: an id, a name, or a part of one name. Fails with person.choose (people; usage) when there are several
// and none was named, person.unknown (given, people), person.none when the cards name nobody.
Result<Author> author_of(const Replica& replica, const std::string& as);

}  // namespace mektep::client
