#pragma once
// How the rules read the payloads of log ops: by the codec, and with the seals of re-issued originals
// checked against the cards of the scope.

#include "shared/merge/ledger.h"

namespace mektep {

// `ledger` is borrowed and asked for cards at the time of the reading, so everyone who applies the same
// log decides alike. An original whose device never had a card there stands on the word of the server,
// whose sealed change carries it; its chain head is checked in any case.
LogOpReader log_op_reader(const Ledger& ledger, ScopeNumber scope);

}  // namespace mektep
