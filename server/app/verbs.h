#pragma once
// The verbs of `mektepd`, by family. Each reads its arguments, does one thing to the folder, prints.

#include "server/app/run.h"

namespace mektep::server {

Status init_verb(const Run& run);
Status serve_verb(const Run& run);
Status import_verb(const Run& run);

Status enrol_verb(const Run& run);
Status devices_verb(const Run& run);
Status revoke_verb(const Run& run);

Status period_verb(const Run& run);
Status period_open_verb(const Run& run);
Status period_close_verb(const Run& run);

Status completeness_verb(const Run& run);
Status indicators_verb(const Run& run);

Status held_verb(const Run& run);
Status held_release_verb(const Run& run);
Status held_export_verb(const Run& run);
Status digest_verb(const Run& run);
Status who_verb(const Run& run);

Status backup_verb(const Run& run);
Status bundle_in_verb(const Run& run);
Status bundle_out_verb(const Run& run);
Status restore_verb(const Run& run);
Status parked_verb(const Run& run);
Status void_verb(const Run& run);

Status verify_verb(const Run& run);
Status tally_rebuild_verb(const Run& run);

}  // namespace mektep::server
