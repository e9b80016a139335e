#include "shared/pack/pack.h"

#include <algorithm>
#include <cassert>
#include <set>

#include "shared/base/limits.h"
#include "shared/codec/dictionary.h"
#include "shared/pack/body.h"

namespace mektep {
namespace {

Error malformed(const char* what) { return refused("pack.malformed").with("what", what).with("offset", "0"); }

bool within_bounds(const Op& op) {
  return op.supersedes.size() <= limits::supersedes_max && op.covers.size() <= limits::covers_max &&
         op.cell.element.size() <= limits::element_bytes_max;
}

bool within_bounds(const PackContent& content) {
  return content.changes.size() <= limits::pack_changes_max &&
         std::all_of(content.changes.begin(), content.changes.end(), [](const Change& change) {
           return change.ops.size() <= limits::change_ops_max &&
                  std::all_of(change.ops.begin(), change.ops.end(),
                              [](const Op& op) { return within_bounds(op); });
         });
}

std::vector<StreamId> foreign_streams(const PackContent& content) {
  std::set<StreamId> streams;
  for (const Change& change : content.changes) {
    for (const Op& op : change.ops) {
      for (const Version& version : op.supersedes) streams.insert(version.stream);
      for (const Version& version : op.covers) streams.insert(version.stream);
    }
  }
  for (const auto& [version, token] : content.named) streams.insert(version.stream);
  streams.erase(content.stream);
  return {streams.begin(), streams.end()};
}

RecordId most_frequent_author(const PackContent& content) {
  std::map<RecordId, std::size_t> counts;
  for (const Change& change : content.changes) ++counts[change.author];
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& left, const auto& right) {
    return left.second < right.second;
  });
  return most->first;
}

// The first record that is named: its own change pays nothing for it, the others a difference.
RecordId first_record(const PackContent& content) {
  for (const Change& change : content.changes) {
    if (!change.ops.empty()) return change.ops.front().record.id;
  }
  return RecordId{};
}

HeaderFields header_of(const PackContent& content) {
  HeaderFields header;
  header.scope = content.scope;
  header.count = static_cast<std::uint32_t>(content.changes.size());
  header.device = content.device;
  header.base_position = content.base_position;
  header.schema = content.schema;
  header.named = content.named;
  PackFrame& frame = header.frame;
  frame.stream = content.stream;
  frame.first = content.first;
  frame.foreign = foreign_streams(content);
  frame.id_base = first_record(content);
  frame.author = most_frequent_author(content);
  frame.lamport_base = content.changes.front().lamport;
  frame.wall_base_ms = content.changes.front().wall_ms;
  return header;
}

std::vector<Bytes> encode_changes(const PackContent& content, const PackFrame& frame) {
  std::vector<Bytes> changes;
  for (std::size_t at = 0; at < content.changes.size(); ++at) {
    changes.push_back(encode_change(content.changes[at], frame, content.version_at(at).sequence));
  }
  return changes;
}

// Its entries point into `changes`.
Body keyed_body(const std::vector<Bytes>& changes, const Salt& salt) {
  Body body;
  for (std::uint32_t index = 0; index < changes.size(); ++index) {
    const LeafKey key = leaf_key(salt, index);
    body.entries.push_back({changes[index], leaf_of(key, changes[index]), key});
  }
  return body;
}

void pack_body(Envelope& envelope, const Bytes& raw, Packed& packed) {
  packed = pack(raw);
  envelope.dictionary = packed.dictionary;
  envelope.raw_length = raw.size();
  envelope.packed = packed.bytes;
}

// The header's values and the changes, each standing on the frame alone.
Result<PackContent> content_of(const Envelope& envelope, const Body& body) {
  const HeaderFields& header = envelope.header;
  PackContent content;
  content.scope = header.scope;
  content.stream = header.frame.stream;
  content.first = header.frame.first;
  content.device = header.device;
  content.base_position = header.base_position;
  content.schema = header.schema;
  content.named = header.named;
  content.previous = envelope.previous.value_or(ChainHead{});
  content.head = chain_head(content.previous, envelope.header_bytes, body.root());
  content.changes.resize(header.count);
  for (std::size_t at = 0; at < body.entries.size(); ++at) {
    if (body.entries[at].erased()) continue;
    auto change = decode_change(body.entries[at].change, header.frame, content.version_at(at).sequence);
    if (!change) return as_pack_error(change.error());
    content.changes[at] = *std::move(change);
  }
  return content;
}

std::size_t value_bytes_of(const Value& value) {
  constexpr std::size_t number = 16;
  if (const auto* text = std::get_if<std::string>(&value)) return number + text->size();
  if (const auto* bytes = std::get_if<Bytes>(&value)) return number + bytes->size();
  if (const auto* unknown = std::get_if<UnknownValue>(&value)) return number + unknown->bytes.size();
  return number;
}

}  // namespace

Result<Bytes> seal_pack(PackContent& content, const SigningKey& key, Random& random) {
  assert(!content.changes.empty() && content.first.value > 0 && content.stream.value != 0);
  assert(content.device == device_id_of(key.public_key()));
  assert(content.first.value > 1 || content.previous == ChainHead{});
  if (!within_bounds(content)) return refused("pack.too_large");
  Envelope envelope;
  envelope.header = header_of(content);
  const Bytes header_bytes = encode_header(envelope.header);
  envelope.header_bytes = header_bytes;
  envelope.salt = random.bytes<sizeof(Salt)>();
  const std::vector<Bytes> changes = encode_changes(content, envelope.header.frame);
  const Body body = keyed_body(changes, *envelope.salt);
  const Bytes raw = encode_body(body.entries);
  if (raw.size() > limits::pack_body_bytes_max) return refused("pack.too_large");
  Packed packed;
  pack_body(envelope, raw, packed);
  content.head = chain_head(content.previous, header_bytes, body.root());
  envelope.seal = key.sign(context::seal, content.head);
  if (content.first.value > 1) envelope.previous = content.previous;
  Bytes bytes = encode_envelope(envelope);
  if (bytes.size() > limits::frame_bytes_max) return refused("pack.too_large");
  return bytes;
}

Result<OpenedPack> open_pack(BytesView pack) {
  const auto envelope = read_envelope(pack);
  if (!envelope) return envelope.error();
  if (envelope->header.frame.first.value > 1 && !envelope->previous) return malformed("previous");
  const auto body = open_body(*envelope);
  if (!body) return body.error();
  auto content = content_of(*envelope, *body);
  if (!content) return content.error();
  return OpenedPack{*std::move(content), envelope->seal};
}

bool verify_seal(const OpenedPack& pack, const PublicKey& key) {
  return pack.content.device == device_id_of(key) && verify(key, context::seal, pack.content.head, pack.seal);
}

Result<PackHeader> read_header(BytesView pack) {
  const auto envelope = read_envelope(pack);
  if (!envelope) return envelope.error();
  const HeaderFields& fields = envelope->header;
  return PackHeader{fields.scope, fields.frame.stream, fields.frame.first,
                    fields.count, fields.device,       envelope->previous.has_value()};
}

Bytes without_previous(BytesView pack) {
  auto envelope = read_envelope(pack);
  assert(envelope.ok());
  envelope->previous.reset();
  return encode_envelope(*envelope);
}

Result<Bytes> with_previous(BytesView pack, const ChainHead& previous) {
  auto envelope = read_envelope(pack);
  if (!envelope) return envelope.error();
  if (envelope->header.frame.first.value == 1) return copy_of(pack);
  envelope->previous = previous;
  return encode_envelope(*envelope);
}

Result<Bytes> erase_change(BytesView pack, Sequence sequence) {
  auto envelope = read_envelope(pack);
  if (!envelope) return envelope.error();
  auto body = open_body(*envelope);
  if (!body) return body.error();
  const Sequence first = envelope->header.frame.first;
  if (sequence < first || sequence.value - first.value >= envelope->header.count) {
    return refused("pack.no_such_change").with("sequence", std::to_string(sequence.value));
  }
  BodyEntry& erased = body->entries[sequence.value - first.value];
  if (erased.erased()) return copy_of(pack);
  erased.change = {};
  envelope->salt.reset();
  envelope->keys.clear();
  for (const BodyEntry& entry : body->entries) {
    if (!entry.erased()) envelope->keys.push_back(entry.key);
  }
  const Bytes raw = encode_body(body->entries);
  if (raw.size() > limits::pack_body_bytes_max) return refused("pack.too_large");
  Packed packed;
  pack_body(*envelope, raw, packed);
  return encode_envelope(*envelope);
}

std::size_t body_bytes_of(const Change& change) {
  constexpr std::size_t change_head = 32;
  constexpr std::size_t op_head = 24;
  constexpr std::size_t name = 7;
  std::size_t bytes = change_head;
  for (const Op& op : change.ops) {
    bytes += op_head + op.cell.element.size() + op.payload.size() + value_bytes_of(op.value);
    bytes += name * (op.supersedes.size() + op.covers.size());
  }
  return bytes;
}

}  // namespace mektep
