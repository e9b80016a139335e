#pragma once
// What becomes of one pack, and the ops by which the server says so. Part of admission (admission.h).

#include "server/store/admission.h"

namespace mektep::server {

// Does what the rules say. Empty: nothing was done, the pack has to wait (R1).
std::optional<Outcome> decide(AdmissionScope& scope, const Arrival& arrival);

// R5: one void change in the server's stream, carrying the original. False when it does not fit: an
// original that names another branch stays held.
bool reissue_change(AdmissionScope& scope, const Arrival& original, std::size_t index);

Op log_op(OpKind kind, Bytes payload);

}  // namespace mektep::server
