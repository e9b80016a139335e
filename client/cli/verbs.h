#pragma once
// The verbs of `mektep`, by family. Each reads its arguments, does one thing to the replica, prints.

#include "client/cli/session.h"

namespace mektep::client {

Status enrol_verb(const Run& run);
Status sync_verb(const Run& run);

Status log_verb(const Run& run);
Status edit_verb(const Run& run);
Status withdraw_verb(const Run& run);
Status restore_verb(const Run& run);
Status resolve_verb(const Run& run);
Status submit_verb(const Run& run);

Status list_verb(const Run& run);
Status show_verb(const Run& run);
Status conflicts_verb(const Run& run);

Status status_verb(const Run& run);
Status outbox_verb(const Run& run);
Status held_verb(const Run& run);
Status held_export_verb(const Run& run);
Status held_retry_verb(const Run& run);
Status people_verb(const Run& run);
Status digest_verb(const Run& run);

Status doctor_verb(const Run& run);
Status export_verb(const Run& run);
Status bundle_in_verb(const Run& run);
Status bundle_out_verb(const Run& run);

}  // namespace mektep::client
