#include "shared/protocol/serialize.h"

namespace mektep {

void save(OutArchive& archive, const Receipt& value) {
  archive(value.scope, value.stream, value.sequence, value.head, static_cast<std::uint8_t>(value.level),
          value.position, value.log_digest, value.wall_ms, value.epoch, value.signature);
}

void load(InArchive& archive, Receipt& value) {
  std::uint8_t level = 0;
  archive(value.scope, value.stream, value.sequence, value.head, level, value.position, value.log_digest,
          value.wall_ms, value.epoch, value.signature);
  archive.require(level == 1 || level == 2, "receipt level");
  value.level = static_cast<ReceiptLevel>(level);
}

void save(OutArchive& archive, const Enrolled& value) {
  archive(encode(value.device), encode(value.server), value.epoch, value.school, value.school_scope);
}

void load(InArchive& archive, Enrolled& value) {
  Bytes device;
  Bytes server;
  archive(device, server, value.epoch, value.school, value.school_scope);
  const auto device_certificate = decode_device_certificate(device);
  const auto server_certificate = decode_server_certificate(server);
  archive.require(device_certificate.ok() && server_certificate.ok(), "certificate");
  value.device = *device_certificate;
  value.server = *server_certificate;
}

}  // namespace mektep
