#include "client/cli/contact_words.h"

namespace mektep::client {
namespace {

std::int64_t count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

void say_sent(Console& console, const SyncProgress& progress) {
  const std::string bytes = std::to_string(progress.pack_bytes_pushed);
  if (progress.pack_bytes_receipted >= progress.pack_bytes_pushed) {
    console.say_count("sync.sent", count(progress.packs_pushed), {{"bytes", bytes}});
  } else {
    console.say("sync.partly_sent",
                {{"sent", std::to_string(progress.pack_bytes_receipted)}, {"bytes", bytes}});
  }
}

}  // namespace

void say_contact(Console& console, const Contact& contact) {
  const SyncProgress& progress = contact.progress;
  if (contact.certificate_dates_wrong) console.say("sync.clock_doubtful");
  if (progress.packs_confirmed > 0) {
    console.say_count("sync.resumed", count(progress.packs_confirmed),
                      {{"sequence", std::to_string(progress.resumed_at.value)}});
  }
  if (progress.packs_pushed > 0) say_sent(console, progress);
  if (progress.snapshots_taken > 0) console.say_count("sync.snapshots", count(progress.snapshots_taken));
  if (progress.packs_received > progress.own_packs_referenced) {
    console.say_count("sync.received", count(progress.packs_received - progress.own_packs_referenced));
  }
  if (progress.waiting_packs > 0) console.say_count("status.parked", count(progress.waiting_packs));
  if (!contact.damaged.empty()) console.say("sync.damage_found");
  if (progress.records_repaired > 0) console.say_count("sync.repaired", count(progress.records_repaired));
  if (!progress.digests_differ.empty()) {
    console.say("sync.digest_differs");
  } else if (!progress.up_to_date.empty()) {
    console.say("sync.digest_equal");
  }
  if (contact.traffic == net::Traffic{}) return;
  console.say("sync.traffic", {{"out", std::to_string(contact.traffic.bytes_out)},
                               {"in", std::to_string(contact.traffic.bytes_in)}});
}

}  // namespace mektep::client
