#pragma once
// What is remembered of the link between contacts: when the server was last tried and how that ended, and
// how fast the link was. Nothing depends on it but the size of the next packs and what `status` says.
// Owner: Replica. Thread: one at a time.

#include "client/replica/ground.h"
#include "client/replica/reading.h"

namespace mektep::client {

void make_link_tables(Database& database);

class LinkNotes {
 public:
  explicit LinkNotes(Ground& ground) : ground_(ground) {}

  LinkNote read();
  // Durable. Fails with store.busy: then the note is of the time before.
  Status write(const LinkNote& note);

 private:
  Ground& ground_;
};

}  // namespace mektep::client
