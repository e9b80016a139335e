#pragma once
// Small sealed packs for tests of what carries packs and does not look inside.

#include <string>
#include <utility>
#include <vector>

#include "shared/pack/pack.h"
#include "shared/protocol/message.h"
#include "shared/store/pack_log.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

// A device that seals packs of one stream, a text written into one record each.
class PackMaker {
 public:
  explicit PackMaker(ScopeNumber scope, std::uint64_t seed = 1)
      : random_((start_crypto(), seed)), key_(SigningKey::draw(random_)), scope_(scope), stream_{random_.u64() | 1U} {}

  // The next pack of the stream, with `changes` changes; whole bytes.
  std::pair<PackContent, Bytes> next(std::size_t changes = 1) {
    PackContent content;
    content.scope = scope_;
    content.stream = stream_;
    content.first = Sequence{last_.value + 1};
    content.device = device();
    content.previous = head_;
    for (std::size_t at = 0; at < changes; ++at) content.changes.push_back(change());
    auto sealed = seal_pack(content, key_, random_);
    if (!sealed) throw std::runtime_error(describe(sealed.error()));
    head_ = content.head;
    last_ = content.last();
    return {content, *sealed};
  }

  DeviceId device() const { return device_id_of(key_.public_key()); }
  const SigningKey& key() const { return key_; }
  StreamId stream() const { return stream_; }
  OwnStream own_stream() const { return {scope_, stream_, last_, token_of(head_)}; }

 private:
  Change change() {
    Op op;
    op.record = {TypeNumber{40}, RecordId{++written_}};
    op.cell.field = FieldNumber{1};
    op.value = std::string("text ") + std::to_string(written_);
    Change change;
    change.author = RecordId{9};
    change.lamport = Lamport{written_};
    change.wall_ms = 1'613'304'000'000;
    change.ops.push_back(std::move(op));
    return change;
  }

  SeededRandom random_;
  SigningKey key_;
  ScopeNumber scope_;
  StreamId stream_;
  Sequence last_;
  ChainHead head_{};
  std::uint64_t written_ = 0;
};

inline LoggedPack logged(const std::pair<PackContent, Bytes>& pack, std::uint64_t position) {
  LoggedPack logged;
  logged.position = Position{position};
  logged.stream = pack.first.stream;
  logged.first = pack.first.first;
  logged.count = static_cast<std::uint32_t>(pack.first.changes.size());
  logged.head = pack.first.head;
  logged.received_ms = 1'613'304'000'000;
  logged.bytes = pack.second;
  return logged;
}

}  // namespace mektep::test
