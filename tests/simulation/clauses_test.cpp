// The clauses of the model, one scene each, over the real client and server: bases, life, streams, forks,
// what is lost, aside and held, erasure, later programs. At the end of each everything has the same bytes.

#include "tests/simulation/scene.h"

namespace mektep::sim::test {
namespace {

// --- Values ---

class ValueClauses : public SceneTest {};

TEST_F(ValueClauses, AStaleFormSupersedesOnlyWhatItShowed) {
  const auto name = make(pc());
  sync_all();
  const auto stale = form(laptop(), name);
  edit(pc(), name);
  sync_all();
  EXPECT_TRUE(laptop().person->edit_field(stale, "topic"));
  sync_all();
  EXPECT_EQ(live(name), 2U);
  EXPECT_EQ(form(pc(), name).shown.conflicts.size(), 1U);
  EXPECT_EQ(form(laptop(), name).shown.conflicts.size(), 1U);
  come_to_rest();
}

TEST_F(ValueClauses, AConflictThatIsResolvedOnOneDeviceIsResolvedOnAll) {
  const auto name = make(pc());
  sync_all();
  edit(pc(), name);
  edit(laptop(), name);
  sync_all();
  ASSERT_EQ(live(name), 2U);
  EXPECT_TRUE(pc().person->resolve(form(pc(), name)));
  sync_all();
  EXPECT_EQ(live(name), 1U);
  EXPECT_TRUE(form(laptop(), name).shown.conflicts.empty());
  come_to_rest();
}

TEST_F(ValueClauses, AnEditThatAWithdrawDidNotSeeKeepsTheRecord) {
  const auto name = make(pc());
  sync_all();
  EXPECT_TRUE(pc().person->withdraw(form(pc(), name)));
  edit(laptop(), name);
  sync_all();
  EXPECT_FALSE(is_gone(at_server(name)));
  EXPECT_TRUE(form(pc(), name).shown.edited_while_withdrawn);
  come_to_rest();
}

TEST_F(ValueClauses, AWithdrawThatSawAllHidesTheRecordAndARestoreShowsItAgain) {
  const auto name = make(pc());
  sync_all();
  EXPECT_TRUE(pc().person->withdraw(form(pc(), name)));
  sync_all();
  EXPECT_TRUE(is_gone(at_server(name)));
  EXPECT_TRUE(laptop().person->restore(form(laptop(), name)));
  sync_all();
  EXPECT_FALSE(is_gone(at_server(name)));
  EXPECT_FALSE(form(pc(), name).shown.gone);
  come_to_rest();
}

TEST_F(ValueClauses, TheSameNaturalKeyOnTwoDevicesIsOneRecord) {
  // Three keys and seven books: some are the same.
  std::set<client::RecordName> made;
  for (int count = 0; count < 40 && made.size() < 3; ++count) {
    pc().person->make(school(), "book");
    laptop().person->make(school(), "book");
    for (const auto& name : network_.names()) {
      if (name.key.type == TypeNumber{41}) made.insert(name);
    }
  }
  EXPECT_LE(made.size(), 3U);
  come_to_rest();
}

// --- Streams ---

class StreamClauses : public SceneTest {};

TEST_F(StreamClauses, ARestoredFolderDoesNotUseItsNumbersAgain) {
  const auto name = make(pc());
  sync_all();
  const auto backup = network_.keep_copy(pc());
  edit(pc(), name);
  sync(pc());
  network_.lose(pc());
  Seat& restored = network_.restore_copy(*backup);
  edit(restored, name);
  sync(restored);
  sync_all();
  EXPECT_EQ(live(name), 2U) << "both were written over the first value";
  EXPECT_TRUE(held().empty()) << "no number was used twice";
  come_to_rest();
}

TEST_F(StreamClauses, TwoCopiesOfAFolderBothKeepTheirWork) {
  const auto name = make(pc());
  sync_all();
  Seat& twin = network_.add_copy(pc());
  edit(pc(), name);
  edit(twin, name, "place");
  sync(pc());
  sync(twin);
  come_to_rest();
  EXPECT_EQ(live(name), 1U);
  EXPECT_EQ(live(name, FieldNumber{2}), 1U);
}

TEST_F(StreamClauses, AForksLoserIsSealedAgainUnderANewStream) {
  const auto name = make(pc());
  sync_all();
  Seat& twin = network_.add_copy(pc());
  // Both go on with the same stream: each one's session found its head confirmed.
  edit(pc(), name);
  edit(twin, name, "place");
  network_.sync(pc(), /*bad_weather=*/false);
  network_.sync(twin, /*bad_weather=*/false);
  network_.world().timeline.run_for(Monotonic{600'000});
  come_to_rest();
  EXPECT_EQ(live(name), 1U);
  EXPECT_EQ(live(name, FieldNumber{2}), 1U);
}

TEST_F(StreamClauses, TwoContactsOfOneDeviceAtOnceSendNothingTwice) {
  const auto name = make(pc());
  network_.sync(pc(), false);
  network_.sync(pc(), false);
  network_.world().timeline.run_for(Monotonic{600'000});
  come_to_rest();
  const auto log = reader().read_after(school(), Position{0}, SIZE_MAX);
  std::set<ChainHead> heads;
  for (const auto& pack : log) EXPECT_TRUE(heads.insert(pack.head).second);
  EXPECT_FALSE(at_server(name).empty());
}

TEST_F(StreamClauses, AServerThatDiesAfterTheCommitIsSentTheSamePackAndHasIt) {
  const auto name = make(pc());
  for (std::uint64_t call = 1; call < 40; ++call) {
    network_.server().crash_at(call);
    static_cast<void>(network_.sync_now(pc()));
    network_.world().timeline.run_for(Monotonic{120'000});
    edit(pc(), name);
  }
  EXPECT_GT(network_.world().faults[Fault::crash], 5U);
  come_to_rest();
}

TEST_F(StreamClauses, ADeviceThatDiesAtAnyCallOfItsStoreLosesNoAnsweredSave) {
  const auto name = make(pc());
  sync_all();
  for (std::uint64_t call = 1; call < 60; ++call) {
    pc().device->disk().crash_at(call);
    if (const auto shown = pc().person->open_form(name)) pc().person->edit_field(*shown, "topic");
    static_cast<void>(network_.sync_now(pc()));
    network_.world().timeline.run_for(Monotonic{60'000});
  }
  EXPECT_GT(network_.world().faults[Fault::crash], 10U);
  come_to_rest();
}

TEST_F(StreamClauses, APowerCutAfterAnyWriteLosesNoAnsweredSave) {
  const auto name = make(pc());
  sync_all();
  for (std::uint64_t call = 1; call < 60; ++call) {
    pc().device->disk().cut_power_at(call);
    if (const auto shown = pc().person->open_form(name)) pc().person->edit_field(*shown, "topic");
    static_cast<void>(network_.sync_now(pc()));
    network_.world().timeline.run_for(Monotonic{60'000});
  }
  EXPECT_GT(network_.world().faults[Fault::crash], 10U);
  EXPECT_GT(network_.world().faults[Fault::torn], 0U);
  come_to_rest();
}

TEST_F(StreamClauses, APowerCutAtTheServerTakesNothingBackThatWasReceipted) {
  const auto name = make(pc());
  for (std::uint64_t call = 1; call < 60; ++call) {
    network_.server().disk().cut_power_at(call);
    edit(pc(), name);
    static_cast<void>(network_.sync_now(pc()));
    network_.world().timeline.run_for(Monotonic{120'000});
  }
  EXPECT_GT(network_.world().faults[Fault::crash], 10U);
  EXPECT_GT(network_.world().faults[Fault::torn], 0U);
  come_to_rest();
}

TEST_F(StreamClauses, AnyCallOfTheDiskMayFailOnceOnBothSides) {
  const auto name = make(pc());
  sync_all();
  for (std::uint64_t call = 1; call < 90; ++call) {
    pc().device->disk().fail_at(call);
    network_.server().disk().fail_at(call);
    if (const auto shown = pc().person->open_form(name)) pc().person->edit_field(*shown, "topic");
    static_cast<void>(network_.sync_now(pc()));
    network_.world().timeline.run_for(Monotonic{120'000});
  }
  EXPECT_GT(network_.world().faults[Fault::io_error], 60U);
  come_to_rest();
}

TEST_F(StreamClauses, TenYearsWithoutALinkAreNoDifferentFromAnHour) {
  const auto name = make(pc());
  edit(pc(), name);
  network_.world().timeline.run_for(Monotonic{std::int64_t{10} * 365 * 86'400 * 1000});
  edit(laptop(), make(laptop()));
  come_to_rest();
  EXPECT_EQ(live(name), 1U);
}

// --- Other roads ---

class RoadClauses : public SceneTest {};

TEST_F(RoadClauses, WorkOfADeviceThatNeverCallsComesThroughItsNeighbour) {
  const auto name = make(pc());
  seal(pc());
  network_.exchange(pc(), laptop(), 0);
  sync(laptop());
  EXPECT_FALSE(at_server(name).empty());
  const std::size_t length = log_length();
  come_to_rest();
  EXPECT_EQ(log_length(), length) << "the owner sent it again";
}

TEST_F(RoadClauses, AForgedPackFromAStickKeepsNothingFromBeingSent) {
  NewerProgram forger(network_);
  auto forged = forger.seal(pc(), {NewerProgram::unknown_value({TypeNumber{40}, RecordId{7}})});
  ASSERT_TRUE(forged.has_value());
  // Every bit of the header and the seal turned once: whatever still reads as a pack is carried about.
  std::size_t taken = 0;
  for (std::size_t at = 0; at < forged->size(); ++at) {
    Bytes damaged = *forged;
    damaged[at] ^= 1U;
    laptop().device->run(
        [&](client::Replica& replica) { taken += replica.take_raw(damaged).ok() ? 1U : 0U; });
  }
  const auto name = make(laptop());
  sync(laptop());
  EXPECT_FALSE(at_server(name).empty());
  EXPECT_EQ(unsent(laptop()), 0U);
  EXPECT_GT(taken, 0U) << "nothing that was forged came so far as to be carried";
}

TEST_F(RoadClauses, NothingOfOneSchoolComesToAnother) {
  make(pc());
  make(laptop());
  sync_all();
  const PackLog log(other().device->disk().observer());
  EXPECT_FALSE(log.head(school()).has_value());
  come_to_rest();
}

TEST_F(RoadClauses, APairExistsFromTheFirstWriteOfEitherSchool) {
  const auto name = make(pc(), "joint_visit");
  sync_all();
  EXPECT_FALSE(form(other(), name).shown.gone);
  edit(other(), name);
  come_to_rest();
}

// --- What is lost, aside and held ---

class HeldClauses : public SceneTest {
 protected:
  // The laptop holds a change over one that only the lost PC had: R1 makes it wait.
  client::RecordName lose_what_others_name() {
    const auto name = make(pc());
    sync_all();
    edit(pc(), name);
    seal(pc());
    network_.exchange(pc(), laptop(), 0);
    edit(laptop(), name);
    seal(laptop());
    return name;
  }
};

TEST_F(HeldClauses, AChangeThatNamesWhatIsMissingWaitsForIt) {
  const auto name = lose_what_others_name();
  NewerProgram courier(network_);
  Bytes last;
  laptop().device->run([&](client::Replica& replica) {
    for (auto& pack : replica.outgoing(SIZE_MAX, {})) last = std::move(pack.bytes);
  });
  EXPECT_EQ(courier.push(laptop(), last), server::Outcome::parked);
  EXPECT_EQ(reader().parked(school()).size(), 1U);
  sync(laptop());
  EXPECT_TRUE(reader().parked(school()).empty()) << "the missing one came with it";
  EXPECT_EQ(live(name), 1U);
  come_to_rest();
}

TEST_F(HeldClauses, WhatAPersonDeclaredLostHoldsUpNobodyAndCountsWhenItTurnsUp) {
  const auto name = lose_what_others_name();
  NewerProgram courier(network_);
  std::vector<Bytes> packs;
  laptop().device->run([&](client::Replica& replica) {
    for (auto& pack : replica.outgoing(SIZE_MAX, {})) packs.push_back(std::move(pack.bytes));
  });
  ASSERT_EQ(courier.push(laptop(), packs.back()), server::Outcome::parked);
  EXPECT_TRUE(network_.declare_lost_one());
  EXPECT_TRUE(reader().parked(school()).empty());
  EXPECT_EQ(live(name), 1U);
  // The lost one: its value was written over by name, so it is re-issued without it.
  EXPECT_EQ(courier.push(laptop(), packs.front()), server::Outcome::aside);
  EXPECT_EQ(live(name), 1U);
  come_to_rest();
}

TEST_F(HeldClauses, APackOfADeviceWithoutACardIsKeptAsideAndCountsOnceReleased) {
  const auto name = make(pc());
  sync_all();
  edit(pc(), name);
  const RecordState before = at_server(name);
  ASSERT_TRUE(office_.turn_card(pc()));
  sync(pc());
  EXPECT_EQ(at_server(name), before) << "it counts for nobody";
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(held().front().kept, server::Kept::aside);
  EXPECT_EQ(unsent(pc()), 0U) << "it was receipted: the school's work lies at the server";
  ASSERT_TRUE(office_.turn_card(pc()));
  ASSERT_TRUE(office_.release_one());
  EXPECT_TRUE(held().front().released);
  EXPECT_EQ(live(name), 1U);
  come_to_rest();
}

TEST_F(HeldClauses, ARevokedDeviceIsTurnedAwayAtItsNextContact) {
  make(pc());
  ASSERT_TRUE(office_.revoke(pc()));
  const Status status = network_.sync_now(pc());
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, "session.revoked");
  EXPECT_GT(unsent(pc()), 0U) << "its work stays where it is";
  come_to_rest();
}

TEST_F(HeldClauses, APackBehindAVoidOfItsOwnStreamReachesEverybody) {
  // Written while the person was on the card, sent when not: the pack is void, and logged with its stream.
  const auto name = make(pc());
  sync(pc());
  for (int round = 0; round < 12; ++round) {
    edit(pc(), name);
    ASSERT_TRUE(office_.turn_person(pc()));
    sync(pc());
  }
  EXPECT_FALSE(held().empty());
  come_to_rest();
}

TEST_F(HeldClauses, ALamportTimeFarAheadIsHeld) {
  const auto name = make(pc());
  sync_all();
  NewerProgram program(network_);
  const auto pack = program.seal(pc(), {NewerProgram::unknown_value(name.key)}, std::uint64_t{1} << 50U);
  ASSERT_TRUE(pack.has_value());
  EXPECT_EQ(program.push(pc(), *pack), server::Outcome::logged);
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(held().front().code, "admission.lamport_ahead");
  come_to_rest();
}

TEST_F(HeldClauses, AVoidInADevicesOwnStreamIsNoVoid) {
  const auto name = make(pc());
  sync_all();
  const auto before = encode_record(at_server(name));
  NewerProgram program(network_);
  const auto stream = reader().read_after(school(), Position{0}, SIZE_MAX).back().stream;
  const auto pack = program.seal(laptop(), {NewerProgram::forged_void(stream)});
  ASSERT_TRUE(pack.has_value());
  program.push(laptop(), *pack);
  EXPECT_EQ(held().size(), 1U);
  EXPECT_EQ(encode_record(at_server(name)), before);
  come_to_rest();
}

// --- Erasure and later programs ---

class LaterClauses : public SceneTest {
 protected:
  // The same bytes in every log of the school.
  std::size_t logs_with(const ChainHead& head) {
    std::size_t count = 0;
    for (std::size_t number = 0; number < 2; ++number) {
      const PackLog log(network_.seat(number).device->disk().observer());
      if (log.position_of(school(), head)) ++count;
    }
    return count;
  }
};

TEST_F(LaterClauses, AnErasedValueIsGoneEverywhereAndTheDigestsAgree) {
  const auto name = make(pc());
  edit(pc(), name);
  sync_all();
  ASSERT_TRUE(office_.erase_one());
  sync_all();
  std::size_t erased = 0;
  for (const auto& [key, cell] : at_server(name).cells) {
    for (const LiveValue& one : cell) erased += one.erased ? 1U : 0U;
  }
  EXPECT_EQ(erased, 1U);
  come_to_rest();
}

TEST_F(LaterClauses, AnOpOfAnUnknownKindIsForwardedByteForByte) {
  const auto name = make(pc());
  sync_all();
  NewerProgram program(network_);
  const auto pack = program.seal(pc(), {NewerProgram::unknown_kind(name.key)});
  ASSERT_TRUE(pack.has_value());
  EXPECT_EQ(program.push(pc(), *pack), server::Outcome::logged);
  sync_all();
  const ChainHead head = open_pack(*pack)->content.head;
  EXPECT_EQ(logs_with(head), 2U);
  const auto position = reader().position_of(school(), head);
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(reader().read_after(school(), Position{position->value - 1}, 1).front().bytes, *pack);
  come_to_rest();
}

TEST_F(LaterClauses, AnUnknownValueIsKeptBesideTheKnownOne) {
  const auto name = make(pc());
  edit(pc(), name, "place");
  sync_all();
  NewerProgram program(network_);
  const auto pack = program.seal(laptop(), {NewerProgram::unknown_value(name.key)});
  ASSERT_TRUE(pack.has_value());
  EXPECT_EQ(program.push(laptop(), *pack), server::Outcome::logged);
  EXPECT_EQ(live(name, FieldNumber{2}), 2U);
  come_to_rest();
}

TEST_F(LaterClauses, ARecordOfATypeThatIsNotKnownYetIsThereOnceTheSchemaComes) {
  ASSERT_TRUE(office_.publish_schema());
  sync(pc());
  const auto name = make(pc(), "book_loan");
  seal(pc());
  network_.exchange(pc(), laptop(), 0);
  EXPECT_GT(network_.world().faults[Fault::old_schema], 0U);
  EXPECT_EQ(laptop().device->replica().schema().type("book_loan"), nullptr);
  sync(laptop());
  sync(laptop());
  ASSERT_NE(laptop().device->replica().schema().type("book_loan"), nullptr);
  EXPECT_TRUE(laptop().person->open_form(name).has_value());
  come_to_rest();
}

// A full disk is no end of the program: what it began it begins anew, in the same process.
TEST_F(LaterClauses, AFullDiskWhileALaterSchemaComesIsNoTrouble) {
  ASSERT_TRUE(office_.publish_schema());
  edit(laptop(), make(laptop()));
  sync(laptop());
  for (std::uint64_t call = 1; call < 400 && pc().device->replica().schema().version() < 2; ++call) {
    pc().device->disk().fill_at(call);
    static_cast<void>(network_.sync_now(pc()));
  }
  EXPECT_EQ(pc().device->replica().schema().version(), 2U);
  EXPECT_EQ(network_.world().faults[Fault::crash], 0U);
  EXPECT_GT(network_.world().faults[Fault::io_error], 5U);
  come_to_rest();
}

}  // namespace
}  // namespace mektep::sim::test
