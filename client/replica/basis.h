#pragma once
// Making the basis of a read: the versions behind what it shows, and the chain head behind each version that
// the log or a pending pack gave. (Basis itself and its text form: reading.h.)

#include "client/replica/ground.h"

namespace mektep::client {

// Without chain heads.
Basis basis_shown(const RecordState& state, const RecordType& type);

// The chain head behind a version in the log or in what is laid over it.
std::optional<Token> token_shown(Ground& ground, const ScopeLedger& ledger, const Version& version);
void fill_tokens(Ground& ground, const ScopeLedger& ledger, Basis& basis);

}  // namespace mektep::client
