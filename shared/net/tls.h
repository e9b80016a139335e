#pragma once
// Keys, certificates and settings of TLS: version 1.3 only, no tickets, no session cache, no early data.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/clock.h"
#include "shared/base/result.h"
#include "shared/net/transport.h"

namespace mektep::net {

struct Credentials {
  std::string certificate_pem;
  std::string key_pem;
};

// A self-signed ECDSA P-256 certificate and its key, from OpenSSL's own random source. `name` is what a
// browser shows; our clients look at the key alone. Throws when OpenSSL does.
Credentials make_credentials(const std::string& name, WallTime valid_from, std::chrono::hours valid_for);

// Fails with net.certificate_unreadable.
Result<Pin> pin_of_certificate(std::string_view certificate_pem);

// Immutable once made, so any number of connections on any thread share it; new keys are a new context.
class TlsContext {
 public:
  // Fails with net.certificate_unreadable, net.key_unreadable, net.key_mismatch.
  static Result<std::shared_ptr<const TlsContext>> server(const Credentials& credentials);
  // Knows no authority: the key is checked against pins, per connection.
  static std::shared_ptr<const TlsContext> client();

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  struct Core;
  const Core& core() const { return *core_; }

 private:
  explicit TlsContext(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace mektep::net
