#pragma once
// A contact in sentences, for people: only what happened.

#include "client/link/link.h"
#include "shared/terminal/console.h"

namespace mektep::client {

// "Sent" is what the server's receipts cover; what merely left is still only saved here, and is called so.
void say_contact(Console& console, const Contact& contact);

}  // namespace mektep::client
