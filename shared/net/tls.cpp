#include "shared/net/tls.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <new>
#include <stdexcept>
#include <utility>

#include "shared/net/tls_core.h"

namespace mektep::net {
namespace {

// OpenSSL failing here means a broken installation or no memory, not bad input.
template <class Answer>
Answer must(Answer answer, const char* what) {
  if (!answer) throw std::runtime_error(std::string("OpenSSL: ") + what);
  return answer;
}

std::time_t seconds_of(WallTime time) { return static_cast<std::time_t>(time.ms / 1000); }

OwnedBio reading(std::string_view text) {
  return OwnedBio(must(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "no buffer"));
}

std::string text_in(BIO& bio) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(&bio, &start);
  return std::string(start, static_cast<std::size_t>(size));
}

OwnedCertificate read_certificate(std::string_view pem) {
  const OwnedBio bio = reading(pem);
  OwnedCertificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

OwnedKey read_key(std::string_view pem) {
  const OwnedBio bio = reading(pem);
  // A password callback that knows none, or OpenSSL would ask the terminal.
  const auto no_password = [](char*, int, int, void*) { return 0; };
  OwnedKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  return key;
}

// X.509 ends a common name after 64 characters; a host's name may be four times as long.
std::string_view common_name_of(std::string_view name) {
  constexpr std::size_t common_name_bytes_max = 64;
  if (name.size() <= common_name_bytes_max) return name;
  std::size_t size = common_name_bytes_max;
  while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80U) --size;
  return name.substr(0, size);
}

void fill_certificate(X509& certificate, EVP_PKEY& key, const std::string& name, WallTime from,
                      std::chrono::hours valid_for) {
  must(X509_set_version(&certificate, X509_VERSION_3), "version");
  const std::unique_ptr<BIGNUM, Freed<BN_free>> serial(must(BN_new(), "serial"));
  must(BN_rand(serial.get(), 64, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY), "serial");
  must(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(&certificate)), "serial");
  const std::time_t start = seconds_of(from);
  const std::time_t end = start + std::chrono::duration_cast<std::chrono::seconds>(valid_for).count();
  must(ASN1_TIME_set(X509_getm_notBefore(&certificate), start), "date");
  must(ASN1_TIME_set(X509_getm_notAfter(&certificate), end), "date");
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const Bytes text = copy_of(view_of(common_name_of(name)));
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text.data(), static_cast<int>(text.size()),
                                  -1, 0),
       "name");
  must(X509_set_issuer_name(&certificate, subject), "issuer");
  must(X509_set_pubkey(&certificate, &key), "key");
}

// Who says to have issued it, made safe to show; a box that opens connections signs with its maker's name.
std::string issuer_in(const X509& certificate) {
  constexpr std::size_t name_bytes_max = 64;
  const X509_NAME* issuer = X509_get_issuer_name(&certificate);
  for (const int part : {NID_organizationName, NID_commonName}) {
    std::array<char, name_bytes_max> text{};
    const int size = X509_NAME_get_text_by_NID(issuer, part, text.data(), static_cast<int>(text.size()));
    if (size <= 0) continue;
    return std::string(text.data(), std::min(text.size() - 1, static_cast<std::size_t>(size)));
  }
  return "?";
}

// Called in the middle of the handshake, so a wrong key ends it with an alert before anything is said.
int verify_by_pin(X509_STORE_CTX* store, void*) {
  const auto* session =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* check = static_cast<PinCheck*>(SSL_get_app_data(session));
  const X509* certificate = X509_STORE_CTX_get0_cert(store);
  if (check == nullptr || certificate == nullptr) return 0;
  check->found = pin_of(*certificate);
  const bool known = std::any_of(check->pins.begin(), check->pins.end(),
                                 [check](const Pin& pin) { return equal_constant_time(pin, *check->found); });
  check->mismatch = !known;
  if (!known) {
    check->stranger = issuer_in(*certificate);
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
    return 0;
  }
  std::time_t now = seconds_of(check->now);
  check->dates_wrong = X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0 ||
                       X509_cmp_time(X509_get0_notAfter(certificate), &now) < 0;
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

// What both sides share. Renegotiation and compression do not exist in TLS 1.3.
OwnedContext make_context(const SSL_METHOD* method) {
  OwnedContext context(must(SSL_CTX_new(method), "no context"));
  must(SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION), "version");
  must(SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION), "version");
  // The cache grows without bound under TLS 1.3 without tickets (CVE-2024-2511), and a resumption
  // would save neither a round trip nor much work.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  must(SSL_CTX_set_num_tickets(context.get(), 0), "tickets");
  // An idle connection keeps no record buffers; a partial write may go on from another buffer.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  must(SSL_CTX_set1_groups_list(context.get(), "X25519:P-256"), "groups");
  return context;
}

}  // namespace

Pin pin_of(const X509& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
  if (size <= 0) throw std::bad_alloc();
  Pin pin{};
  const int hashed =
      EVP_Digest(der, static_cast<std::size_t>(size), pin.data(), nullptr, EVP_sha256(), nullptr);
  OPENSSL_free(der);
  must(hashed, "SHA-256");
  return pin;
}

void set_pin_check(SSL& session, PinCheck& check) { SSL_set_app_data(&session, &check); }

Credentials make_credentials(const std::string& name, WallTime valid_from, std::chrono::hours valid_for) {
  const OwnedKey key(must(EVP_EC_gen("P-256"), "no key"));
  const OwnedCertificate certificate(must(X509_new(), "no certificate"));
  fill_certificate(*certificate, *key, name, valid_from, valid_for);
  must(X509_sign(certificate.get(), key.get(), EVP_sha256()), "no signature");

  const OwnedBio certificate_text(must(BIO_new(BIO_s_mem()), "no buffer"));
  const OwnedBio key_text(must(BIO_new(BIO_s_secmem()), "no buffer"));
  must(PEM_write_bio_X509(certificate_text.get(), certificate.get()), "no text");
  must(PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
       "no text");
  return {text_in(*certificate_text), text_in(*key_text)};
}

Result<Pin> pin_of_certificate(std::string_view certificate_pem) {
  const OwnedCertificate certificate = read_certificate(certificate_pem);
  if (!certificate) return refused("net.certificate_unreadable");
  return pin_of(*certificate);
}

TlsContext::TlsContext(std::unique_ptr<Core> core) : core_(std::move(core)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::server(const Credentials& credentials) {
  const OwnedCertificate certificate = read_certificate(credentials.certificate_pem);
  if (!certificate) return refused("net.certificate_unreadable");
  const OwnedKey key = read_key(credentials.key_pem);
  if (!key) return refused("net.key_unreadable");
  auto core = std::make_unique<Core>(Core{make_context(TLS_server_method()), true});
  const bool fits = X509_check_private_key(certificate.get(), key.get()) == 1 &&
                    SSL_CTX_use_certificate(core->context.get(), certificate.get()) == 1 &&
                    SSL_CTX_use_PrivateKey(core->context.get(), key.get()) == 1;
  ERR_clear_error();
  if (!fits) return refused("net.key_mismatch");
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(core)));
}

std::shared_ptr<const TlsContext> TlsContext::client() {
  auto core = std::make_unique<Core>(Core{make_context(TLS_client_method()), false});
  SSL_CTX* context = core->context.get();
  // Our server's key is of the first kind. The other one is for boxes in between: with it their certificate is seen,
  // and they are recognised by its key instead of a handshake that just fails.
  must(SSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA256:RSA-PSS+SHA256"), "signatures");
  must(SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256"), "ciphers");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_by_pin, nullptr);
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(core)));
}

}  // namespace mektep::net
