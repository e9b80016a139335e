#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/crypto/chain.h"
#include "shared/crypto/keys.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

// The compiler's own numbers of 128 bits, to reckon against.
__extension__ using Wide = unsigned __int128;

Wide wide(const Hash16& hash) {
  Wide number = 0;
  for (const std::uint8_t byte : hash) number = number << 8U | byte;
  return number;
}

Hash16 any_hash() {
  // Halves of ones and zeros are where carries happen.
  const auto byte = rc::gen::weightedOneOf<std::uint8_t>({{2, rc::gen::arbitrary<std::uint8_t>()},
                                                          {1, rc::gen::just<std::uint8_t>(0xff)},
                                                          {1, rc::gen::just<std::uint8_t>(0)}});
  return *fixed_from<16>(*rc::gen::container<Bytes>(16, byte));
}

std::vector<Hash16> any_hashes() {
  std::vector<Hash16> hashes;
  for (int left = *rc::gen::inRange(0, 20); left > 0; --left) hashes.push_back(any_hash());
  return hashes;
}

RC_GTEST_PROP(HashSumProperty, AddsAndSubtractsModuloTwoToThe128, ()) {
  HashSum sum;
  Wide expected = 0;
  for (const Hash16& hash : any_hashes()) {
    const bool adds = *rc::gen::arbitrary<bool>();
    adds ? sum.add(hash) : sum.subtract(hash);
    expected = adds ? expected + wide(hash) : expected - wide(hash);
    RC_ASSERT((wide(sum.value()) == expected));
  }
}

// The digest of a scope is kept while records come and go; it must be that of what is there.
RC_GTEST_PROP(HashSumProperty, IsTheSameInEveryOrder, ()) {
  const std::vector<Hash16> hashes = any_hashes();
  HashSum forward;
  for (const Hash16& hash : hashes) forward.add(hash);
  std::vector<Hash16> left = hashes;
  HashSum other;
  while (!left.empty()) {
    const auto at = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(left));
    other.add(left[static_cast<std::size_t>(at)]);
    left.erase(left.begin() + at);
  }
  RC_ASSERT(other == forward);
}

RC_GTEST_PROP(HashSumProperty, AValueReplacedIsTheOldOneTakenAndTheNewOneAdded, ()) {
  HashSum sum(any_hash());
  const Hash16 old_hash = any_hash();
  const Hash16 new_hash = any_hash();
  HashSum with_old = sum;
  with_old.add(old_hash);
  HashSum with_new = sum;
  with_new.add(new_hash);
  with_old.subtract(old_hash);
  with_old.add(new_hash);
  RC_ASSERT(with_old == with_new);
}

RC_GTEST_PROP(HashProperty, DoesNotDependOnWhereItsPartsWereCut, (const Bytes& bytes)) {
  const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
  const BytesView view(bytes);
  RC_ASSERT(hash32({view.first(cut), view.subspan(cut)}) == hash32({view}));
  RC_ASSERT(hash16({view.first(cut), {}, view.subspan(cut)}) == hash16({view}));
}

RC_GTEST_PROP(SignatureProperty, VerifiesForWhatWasSignedAndForNothingElse,
              (const Bytes& message, std::uint64_t seed)) {
  test::SeededRandom random(seed);
  const SigningKey key = SigningKey::draw(random);
  const Signature signature = key.sign(context::seal, message);
  RC_ASSERT(verify(key.public_key(), context::seal, message, signature));
  Bytes other = message;
  if (other.empty() || *rc::gen::arbitrary<bool>()) {
    other.push_back(0);
  } else {
    other[*rc::gen::inRange<std::size_t>(0, other.size())] ^= *rc::gen::inRange<std::uint8_t>(1, 255);
  }
  RC_ASSERT(!verify(key.public_key(), context::seal, other, signature));
  Signature wrong = signature;
  wrong[*rc::gen::inRange<std::size_t>(0, 64)] ^= *rc::gen::inRange<std::uint8_t>(1, 255);
  RC_ASSERT(!verify(key.public_key(), context::seal, message, wrong));
}

RC_GTEST_PROP(ChainProperty, TwoPacksThatDifferInAChangeHaveTwoHeads, (const std::vector<Bytes>& changes)) {
  RC_PRE(!changes.empty());
  const auto head_of = [](const std::vector<Bytes>& all) {
    std::vector<Hash32> leaves;
    for (std::size_t at = 0; at < all.size(); ++at) {
      leaves.push_back(leaf_of(leaf_key(Salt{}, static_cast<std::uint32_t>(at)), all[at]));
    }
    return chain_head({}, view_of("header"), root_of(leaves));
  };
  std::vector<Bytes> other = changes;
  other[*rc::gen::inRange<std::size_t>(0, other.size())].push_back(7);
  RC_ASSERT(head_of(other) != head_of(changes));
  std::vector<Bytes> shorter = changes;
  shorter.pop_back();
  RC_ASSERT(head_of(shorter) != head_of(changes));
}

}  // namespace
}  // namespace mektep
