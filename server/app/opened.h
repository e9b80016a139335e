#pragma once
// The folder that a verb reads, with a Reader of its store. Ends with the verb.

#include "server/app/run.h"

namespace mektep::server {

struct Opened {
  std::unique_ptr<ServerFolder> folder;
  std::unique_ptr<Reader> reader;

  const Schema& schema() const { return folder->store().schema(); }
};

// Fails with what ServerFolder::open and Store::reader fail with.
Result<Opened> open_for_reading(const Run& run);

}  // namespace mektep::server
