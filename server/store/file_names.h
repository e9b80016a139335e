#pragma once
// Which files the records of a scope name, kept in the integrating transaction: the server gives and takes a
// file only by the name of a record, so a file that no record names any more is given to nobody.
// Thread: the writing thread.

#include "server/store/integration.h"

namespace mektep::server {

class FileNames final : public Derivation {
 public:
  void derive(Integration& integration, ScopeNumber scope) override;
};

}  // namespace mektep::server
