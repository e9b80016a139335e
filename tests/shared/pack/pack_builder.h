#pragma once
// Packs as tests make them: one device, one stream, changes of two fields.

#include "shared/pack/pack.h"
#include "tests/shared/codec/samples.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

class PackBuilder {
 public:
  explicit PackBuilder(std::uint64_t seed = 1) : random_(seed), key_(SigningKey::draw(random_)) {}

  const SigningKey& key() const { return key_; }
  Random& random() { return random_; }

  PackContent content(std::uint32_t first, std::uint32_t count) const {
    PackContent content;
    content.scope = ScopeNumber{0x3000'0001};
    content.stream = own_stream;
    content.first = Sequence{first};
    content.device = device_id_of(key_.public_key());
    content.base_position = Position{40};
    content.schema = 1;
    if (first > 1) content.previous = hash32({view_of("the pack before")});
    for (std::uint32_t at = 0; at < count; ++at) content.changes.push_back(change(first + at));
    return content;
  }

  // Seals, and fills `content.head`.
  Bytes seal(PackContent& content) { return seal_pack(content, key_, random_).value(); }

  static Change change(std::uint32_t sequence) {
    Change change = sample_change(
        {write(3, "тақырып " + std::to_string(sequence)), write(9, Decimal{std::int64_t{sequence} * 50})});
    change.lamport = Lamport{100 + sequence};
    change.wall_ms += std::int64_t{sequence} * 60'000;
    if (sequence > 1) {
      for (Op& op : change.ops) op.supersedes = {own(sequence - 1)};
    }
    return change;
  }

 private:
  SeededRandom random_;
  SigningKey key_;
};

}  // namespace mektep::test
