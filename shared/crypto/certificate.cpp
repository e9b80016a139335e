#include "shared/crypto/certificate.h"

#include "shared/crypto/fields.h"

namespace mektep {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t server_bytes = 1 + 4 * 32 + 64;
constexpr std::size_t device_bytes = 1 + 4 * 32 + 4 + 8 + 64;

Error malformed(std::string what) { return refused("certificate.malformed").with("what", std::move(what)); }

Bytes signed_bytes(const ServerCertificate& certificate) {
  Bytes out{format};
  append_fixed(out, certificate.network);
  append_fixed(out, certificate.server);
  append_fixed(out, certificate.receipts);
  append_fixed(out, certificate.box);
  return out;
}

Bytes signed_bytes(const DeviceCertificate& certificate) {
  Bytes out{format};
  append_fixed(out, certificate.network);
  append_fixed(out, certificate.signing);
  append_fixed(out, certificate.box);
  append_fixed(out, certificate.tls_key_hash);
  append_u32(out, certificate.number);
  append_u64(out, static_cast<std::uint64_t>(certificate.issued_ms));
  return out;
}

template <class Certificate>
Bytes with_signature(const Certificate& certificate) {
  Bytes out = signed_bytes(certificate);
  append_fixed(out, certificate.signature);
  return out;
}

}  // namespace

Bytes encode(const ServerCertificate& certificate) { return with_signature(certificate); }

Result<ServerCertificate> decode_server_certificate(BytesView bytes) {
  if (bytes.size() != server_bytes) return malformed("size");
  FixedFields fields(bytes);
  if (fields.u8() != format) return malformed("format");
  ServerCertificate certificate;
  certificate.network = fields.bytes<32>();
  certificate.server = fields.bytes<32>();
  certificate.receipts = fields.bytes<32>();
  certificate.box = fields.bytes<32>();
  certificate.signature = fields.bytes<64>();
  for (const PublicKey& key : {certificate.network, certificate.server, certificate.receipts}) {
    if (!is_acceptable(key)) return malformed("key");
  }
  return certificate;
}

void sign(ServerCertificate& certificate, const SigningKey& network_key) {
  certificate.signature = network_key.sign(context::server, signed_bytes(certificate));
}

bool verify(const ServerCertificate& certificate) {
  return verify(certificate.network, context::server, signed_bytes(certificate), certificate.signature);
}

Bytes encode(const DeviceCertificate& certificate) { return with_signature(certificate); }

Result<DeviceCertificate> decode_device_certificate(BytesView bytes) {
  if (bytes.size() != device_bytes) return malformed("size");
  FixedFields fields(bytes);
  if (fields.u8() != format) return malformed("format");
  DeviceCertificate certificate;
  certificate.network = fields.bytes<32>();
  certificate.signing = fields.bytes<32>();
  certificate.box = fields.bytes<32>();
  certificate.tls_key_hash = fields.bytes<32>();
  certificate.number = fields.u32();
  certificate.issued_ms = static_cast<std::int64_t>(fields.u64());
  certificate.signature = fields.bytes<64>();
  for (const PublicKey& key : {certificate.network, certificate.signing}) {
    if (!is_acceptable(key)) return malformed("key");
  }
  return certificate;
}

void sign(DeviceCertificate& certificate, const SigningKey& server_key) {
  certificate.signature = server_key.sign(context::certificate, signed_bytes(certificate));
}

bool verify(const DeviceCertificate& certificate, const PublicKey& server_key) {
  return verify(server_key, context::certificate, signed_bytes(certificate), certificate.signature);
}

}  // namespace mektep
