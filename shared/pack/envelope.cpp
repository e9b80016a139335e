#include "shared/pack/envelope.h"

#include <algorithm>

#include "shared/codec/archive.h"
#include "shared/codec/names.h"

namespace mektep {
namespace {

// The format byte: its number in the low half, what is there in the high one.
constexpr std::uint8_t format_number = 0x01;
constexpr std::uint8_t number_mask = 0x0f;
constexpr std::uint8_t with_previous_flag = 0x10;
constexpr std::uint8_t with_keys_flag = 0x20;
constexpr std::uint8_t known_bits = number_mask | with_previous_flag | with_keys_flag;

// Each: uint(name × 2 + the same token as before) token?
void write_named(OutArchive& archive, const HeaderFields& header) {
  archive.uint(header.named.size());
  const FrameNames names(header.frame, header.frame.first);
  std::optional<Token> before;
  for (const auto& [version, token] : header.named) {
    const bool same = before == token;
    archive.uint(names.number_of(version) * 2 + (same ? 1 : 0));
    if (!same) archive(token);
    before = token;
  }
}

void read_named(InArchive& archive, HeaderFields& header) {
  const std::size_t count = archive.count(1);
  const FrameNames names(header.frame, header.frame.first);
  std::optional<Token> before;
  for (std::size_t at = 0; at < count; ++at) {
    const std::uint64_t number = archive.uint();
    const Version version = names.version_of(number / 2, archive);
    archive.require(header.named.empty() || header.named.rbegin()->first < version, "order");
    Token token;
    if (number % 2 != 0) {
      archive.require(before.has_value(), "token");
      token = *before;
    } else {
      archive(token);
      archive.require(before != token, "not minimal");
    }
    header.named.emplace_hint(header.named.end(), version, token);
    before = token;
  }
}

void check_streams(const InArchive& archive, const PackFrame& frame) {
  archive.require(frame.stream.value != 0, "stream");
  StreamId before;
  for (const StreamId stream : frame.foreign) {
    archive.require(before < stream && stream != frame.stream, "order");
    before = stream;
  }
}

HeaderFields read_header_fields(InArchive& archive) {
  HeaderFields header;
  PackFrame& frame = header.frame;
  archive(header.scope, frame.stream, frame.first, header.count, header.device, header.base_position,
          header.schema, frame.lamport_base, frame.wall_base_ms, frame.id_base, frame.author, frame.foreign);
  check_streams(archive, frame);
  archive.require(frame.first.value > 0, "sequence");
  archive.require(header.count > 0 && header.count <= limits::pack_changes_max, "too many");
  archive.require(frame.first.value <= UINT32_MAX - header.count + 1, "sequence");
  read_named(archive, header);
  return header;
}

Envelope read_fields(BytesView pack, InArchive& archive) {
  Envelope envelope;
  const std::uint8_t format = archive.u8();
  envelope.header = read_header_fields(archive);
  envelope.header_bytes = pack.subspan(1, archive.offset() - 1);
  if ((format & with_previous_flag) != 0) {
    archive.require(envelope.header.frame.first.value > 1, "previous");
    archive(envelope.previous.emplace());
  }
  archive(envelope.seal, envelope.dictionary);
  envelope.raw_length = static_cast<std::size_t>(archive.uint(limits::pack_body_bytes_max));
  if ((format & with_keys_flag) != 0) {
    archive(envelope.keys);
    archive.require(envelope.keys.size() < envelope.header.count, "keys");
  } else {
    archive(envelope.salt.emplace());
  }
  envelope.packed = archive.raw(archive.remaining());
  return envelope;
}

}  // namespace

Bytes encode_header(const HeaderFields& header) {
  OutArchive archive;
  const PackFrame& frame = header.frame;
  archive(header.scope, frame.stream, frame.first, header.count, header.device, header.base_position,
          header.schema, frame.lamport_base, frame.wall_base_ms, frame.id_base, frame.author, frame.foreign);
  write_named(archive, header);
  return archive.take();
}

Bytes encode_envelope(const Envelope& envelope) {
  OutArchive archive;
  archive.u8(static_cast<std::uint8_t>(format_number | (envelope.previous ? with_previous_flag : 0U) |
                                       (envelope.salt ? 0U : with_keys_flag)));
  archive.raw(envelope.header_bytes);
  if (envelope.previous) archive(*envelope.previous);
  archive(envelope.seal, envelope.dictionary);
  archive.uint(envelope.raw_length);
  if (envelope.salt) {
    archive(*envelope.salt);
  } else {
    archive(envelope.keys);
  }
  archive.raw(envelope.packed);
  return archive.take();
}

Result<Envelope> read_envelope(BytesView pack) {
  if (pack.size() > limits::frame_bytes_max) {
    return refused("pack.malformed").with("what", "too large").with("offset", "0");
  }
  if (!pack.empty() && ((pack[0] & number_mask) != format_number || (pack[0] & ~known_bits) != 0)) {
    return refused("pack.unknown_format").with("format", std::to_string(pack[0]));
  }
  auto envelope = read_whole(pack, [&](InArchive& archive) { return read_fields(pack, archive); });
  if (!envelope) return as_pack_error(envelope.error());
  return envelope;
}

Error as_pack_error(Error error) {
  if (error.code == "codec.malformed") error.code = "pack.malformed";
  if (error.code == "codec.unknown_dictionary") error.code = "pack.unknown_dictionary";
  return error;
}

}  // namespace mektep
