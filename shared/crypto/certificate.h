#pragma once
// Who vouches for whom: the network's key signs the server's keys, the server's key certifies devices.

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/crypto/keys.h"

namespace mektep {

// The network's word for its server: made at init, shown to every device at enrolment.
struct ServerCertificate {
  PublicKey network{};   // names the network
  PublicKey server{};    // signs packs of the server's streams and device certificates
  PublicKey receipts{};  // signs receipts and marks
  PublicKey box{};       // X25519: bundles to the server are sealed to it
  Signature signature{};  // by the network's key
  friend bool operator==(const ServerCertificate&, const ServerCertificate&) = default;
};

struct DeviceCertificate {
  PublicKey network{};
  PublicKey signing{};
  PublicKey box{};
  FixedBytes<32> tls_key_hash{};  // all zero: the device has no TLS key of its own
  std::uint32_t number = 0;       // of the device at the server
  std::int64_t issued_ms = 0;
  Signature signature{};  // by the server's key
  friend bool operator==(const DeviceCertificate&, const DeviceCertificate&) = default;
};

// Fixed sizes, big-endian: a format byte (1), then the fields in order, the signature last.
// Decoding fails with certificate.malformed (what: size, format, key) and checks no signature.
Bytes encode(const ServerCertificate& certificate);
Result<ServerCertificate> decode_server_certificate(BytesView bytes);
void sign(ServerCertificate& certificate, const SigningKey& network_key);
bool verify(const ServerCertificate& certificate);

Bytes encode(const DeviceCertificate& certificate);
Result<DeviceCertificate> decode_device_certificate(BytesView bytes);
void sign(DeviceCertificate& certificate, const SigningKey& server_key);
bool verify(const DeviceCertificate& certificate, const PublicKey& server_key);

}  // namespace mektep
