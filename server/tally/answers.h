#pragma once
// The server's answer to a report that was handed in: received, and whether its own count at the heads that
// the report names equals the signed figures. It never corrects a figure. Written into the server's stream
// of the desk scope: the answer record (model/builtin.h), and the fields of the submission that are the
// server's. A report that came before what it counts is answered "received" at once, the rest when its
// heads are there.
// Thread: the writing thread. Comes after Tallies in ServerParts::derivations.

#include "server/store/integration.h"

namespace mektep::server {

class Answers final : public Derivation {
 public:
  void derive(Integration& integration, ScopeNumber scope) override;
};

// The record of the answer about a record.
RecordKey answer_key(const RecordKey& about);

}  // namespace mektep::server
