#pragma once
// TLS as OpenSSL knows it: for the files of this room only.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

#include "shared/net/tls.h"

namespace mektep::net {

// Frees what OpenSSL allocated.
template <auto Free>
struct Freed {
  template <class Object>
  void operator()(Object* object) const {
    Free(object);
  }
};

using OwnedContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using OwnedSession = std::unique_ptr<SSL, Freed<SSL_free>>;
using OwnedCertificate = std::unique_ptr<X509, Freed<X509_free>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using OwnedBio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using OwnedBioMethod = std::unique_ptr<BIO_METHOD, Freed<BIO_meth_free>>;

struct TlsContext::Core {
  OwnedContext context;
  bool server = false;
};

// Of the key itself, so that a renewed certificate keeps it.
Pin pin_of(const X509& certificate);

// What the client's handshake checks and finds out; hung on the OpenSSL session by the stream.
struct PinCheck {
  std::vector<Pin> pins;
  WallTime now;
  std::optional<Pin> found;
  bool mismatch = false;
  std::string stranger;  // with a mismatch: what the other certificate calls its owner
  bool dates_wrong = false;
};

// Where a session of `TlsContext::client` looks for its PinCheck; it outlives the handshake.
void set_pin_check(SSL& session, PinCheck& check);

}  // namespace mektep::net
