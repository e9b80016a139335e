#pragma once
// A school's base as the server's snapshot, out of a device's file on disk that stands at the log's end.

#include "client/replica/ground.h"
#include "shared/files/file_list.h"
#include "shared/store/snapshot_tables.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

struct SchoolSnapshot {
  Snapshot snapshot;
  SnapshotOffer offer;
  Bytes file;
};

inline SchoolSnapshot pack_up(const TinyServer& server, const Snapshot& snapshot) {
  SchoolSnapshot made{snapshot, {}, encode(snapshot)};
  made.offer = {snapshot.scope, snapshot.position,                 snapshot.log_digest, snapshot.state_digest,
                snapshot.epoch, file_name_of(list_of(made.file)), made.file.size(),    {}};
  server.sign_offer(made.offer);
  return made;
}

inline SchoolSnapshot snapshot_of(const TinyServer& server, Device& device, ScopeNumber scope = school) {
  ManualClock clock;
  SeededRandom random(99);
  SystemFiles files;
  NoLog log;
  ReplicaOptions options;
  options.directory = device.path();
  auto ground = Ground::open({clock, random, files, log}, std::move(options));
  if (!ground) throw std::runtime_error(describe(ground.error()));
  return pack_up(server, *read_snapshot((*ground)->database(), (*ground)->tables(), scope, server.epoch()));
}

}  // namespace mektep::client::test
