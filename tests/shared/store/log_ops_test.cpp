#include "shared/store/log_ops.h"

#include <gtest/gtest.h>

#include "shared/codec/canonical.h"
#include "shared/merge/memory_ledger.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"
#include "shared/store/pack_log.h"
#include "tests/shared/store/store_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

using namespace test;

class LogOps : public testing::Test {
 protected:
  SeededRandom random_{(start_crypto(), 4U)};
  SigningKey key_ = SigningKey::draw(random_);
  MemoryLedger ledger_{servers()};
  LogOpReader reader_ = log_op_reader(ledger_, school);

  PackContent content(ScopeNumber scope = school) const {
    PackContent made =
        pack_of({.lamport = 30, .changes = {{write_op(lesson, scalar(field::topic), text("held"))}}});
    made.scope = scope;
    made.device = device_id_of(key_.public_key());
    return made;
  }
  Bytes sealed(PackContent& made, const SigningKey& key) {
    auto bytes = seal_pack(made, key, random_);
    if (!bytes) throw std::runtime_error(describe(bytes.error()));
    return *bytes;
  }
  void give_card(const PublicKey& key, DeviceId device) {
    ledger_.put_record({builtin::card, hashed_record_id(device.value)},
                       state_of({{scalar(builtin::card_field::active), true},
                                 {scalar(builtin::card_field::signing_key), copy_of(key)}}));
  }
};

TEST_F(LogOps, PayloadsAreReadByTheCodec) {
  const std::vector voids{
      VoidRange{StreamId{1}, Sequence{2}, Sequence{3}, Token{4}, VoidReason::aside, "why"}};
  const std::vector erased{Erased{lesson, scalar(field::topic), ver(1, 1)}};
  const Reissue reissue{{1, 2, 3}, Sequence{7}};
  EXPECT_EQ(reader_.voids(encode_voids(voids)), voids);
  EXPECT_EQ(reader_.erased(encode_erased(erased)), erased);
  EXPECT_EQ(reader_.reissue(encode_reissue(reissue)), reissue);
}

TEST_F(LogOps, BytesOfAnotherGrammarAreNothing) {
  const Bytes odd{0xff, 0xff, 0xff};
  EXPECT_EQ(reader_.voids(odd), std::nullopt);
  EXPECT_EQ(reader_.erased(odd), std::nullopt);
  EXPECT_EQ(reader_.reissue(odd), std::nullopt);
  EXPECT_EQ(reader_.open({odd, Sequence{1}}), std::nullopt);
}

TEST_F(LogOps, AnOriginalOpensUnderItsCard) {
  PackContent made = content();
  const Bytes pack = sealed(made, key_);
  give_card(key_.public_key(), made.device);
  EXPECT_EQ(reader_.open({pack, Sequence{1}}), made);
}

TEST_F(LogOps, AnOriginalThatTheCardsKeyDidNotSealDoesNotOpen) {
  PackContent made = content();
  const Bytes pack = sealed(made, key_);
  give_card(SigningKey::draw(random_).public_key(), made.device);
  EXPECT_EQ(reader_.open({pack, Sequence{1}}), std::nullopt);
}

TEST_F(LogOps, AnOriginalOfADeviceWithoutACardStandsOnTheServersWord) {
  PackContent made = content();
  const Bytes pack = sealed(made, key_);
  EXPECT_EQ(reader_.open({pack, Sequence{1}}), made);
}

TEST_F(LogOps, AnOriginalOfAnotherScopeDoesNotOpen) {
  PackContent made = content(other_school);
  const Bytes pack = sealed(made, key_);
  EXPECT_EQ(reader_.open({pack, Sequence{1}}), std::nullopt);
}

TEST_F(LogOps, AReissueThroughTheTablesBringsTheValueBackUnderItsOwnVersion) {
  TestStore store;
  PackContent made = content();
  const Bytes pack = sealed(made, key_);
  const auto office_op = [](OpKind kind, Bytes payload) {
    Op op;
    op.kind = kind;
    op.payload = std::move(payload);
    return op;
  };
  const VoidRange range{made.stream, Sequence{1}, Sequence{1}, made.token(), VoidReason::refused, "no.role"};
  const std::vector<Op> ops{office_op(OpKind::declare_void, encode_voids({range})),
                            office_op(OpKind::reissue, encode_reissue({pack, Sequence{1}}))};
  auto transaction = store.begin();
  ScopeLedger ledger(*store.database, *store.tables, school, servers());
  ledger.append(pack, made, 1);
  for (std::uint32_t first = 1; first <= 2; ++first) {
    const auto own = pack_of({.stream = 900,
                              .first = first,
                              .device = office,
                              .previous = first,
                              .head = first + 1,
                              .changes = {{ops[first - 1]}}});
    ledger.append(bytes_of(own), own, 1);
  }
  EXPECT_EQ(ledger.reissued(ver(1, 1)), std::nullopt) << "it counted already, so its void had no effect";

  PackContent late = content();
  late.stream = StreamId{2};
  const Bytes late_pack = sealed(late, key_);
  const VoidRange late_range{late.stream,  Sequence{1},         Sequence{1},
                             late.token(), VoidReason::refused, "no.role"};
  const auto declare = pack_of({.stream = 900,
                                .first = 3,
                                .device = office,
                                .previous = 3,
                                .head = 4,
                                .changes = {{office_op(OpKind::declare_void, encode_voids({late_range}))}}});
  ledger.append(bytes_of(declare), declare, 1);
  ledger.append(late_pack, late, 1);
  EXPECT_EQ(ledger.record(lesson).cells.at(scalar(field::topic)).size(), 1U);
  const auto again =
      pack_of({.stream = 900,
               .first = 4,
               .device = office,
               .previous = 4,
               .head = 5,
               .changes = {{office_op(OpKind::reissue, encode_reissue({late_pack, Sequence{1}}))}}});
  EXPECT_EQ(ledger.append(bytes_of(again), again, 1).reissued, std::vector{ver(2, 1)});
  EXPECT_EQ(ledger.record(lesson).cells.at(scalar(field::topic)).size(), 2U);
  ledger.flush();
  EXPECT_EQ(PackLog(*store.database).head(school)->lamport, Lamport{30});
}

}  // namespace
}  // namespace mektep
