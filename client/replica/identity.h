#pragma once
// Who this device is: its keys and what the server certified. Kept in the replica's folder, mode 0600.

#include <string>
#include <vector>

#include "shared/crypto/certificate.h"
#include "shared/protocol/message.h"

namespace mektep::client {

struct Keys {
  SigningKey signing;
  BoxKey box;
};

// How the server is reached and recognised.
struct ServerAddress {
  std::string host;
  std::uint16_t port = 0;
  std::vector<FixedBytes<32>> pins;  // SPKI hashes: the current one and a spare
  friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

struct Identity {
  ServerAddress address;
  DeviceCertificate device;
  ServerCertificate server;
  std::string school;
  ScopeNumber school_scope;
  friend bool operator==(const Identity&, const Identity&) = default;
};

}  // namespace mektep::client
