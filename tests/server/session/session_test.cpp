#include "server/session/session.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/packs.h"

namespace mektep::server {
namespace {

using mektep::test::logged;
using mektep::test::ManualClock;
using mektep::test::PackMaker;
using mektep::test::SeededRandom;

constexpr Monotonic now{0};
const ScopeNumber school = school_scope(SchoolNumber{7});
const ScopeNumber desk = desk_scope(SchoolNumber{7});

// A device and the server's session with it, frames and results moved by hand.
class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : device_(school), receipts_(SigningKey::draw(random_)) {
    start_.device.id = device_.device();
    start_.grants = {{school, "school/KZ61-0203", true}, {desk, "desk/KZ61-0203", true}};
    start_.schema_version = 4;
    start_.credit = 4096;
  }

  ServerSession& session() {
    if (!session_) session_.emplace(start_, receipts_, clock_);
    return *session_;
  }
  void hear(const Message& message) {
    for (const auto& piece : encode_frames(message)) session().on_message(piece, now);
  }
  void hear_bytes(const Bytes& bytes) { session().on_message(bytes, now); }
  std::vector<Message> said() {
    std::vector<Message> messages;
    while (const auto piece = session().next_message(now)) {
      const auto read = reader_.read(*piece);
      EXPECT_TRUE(read.ok());
      if (read.ok() && *read) messages.push_back(**read);
    }
    return messages;
  }
  template <class Kind>
  std::vector<Kind> said_of() {
    std::vector<Kind> found;
    for (const auto& message : said()) {
      if (const auto* one = std::get_if<Kind>(&message)) found.push_back(*one);
    }
    return found;
  }
  template <class Kind>
  std::vector<Kind> actions_of() {
    std::vector<Kind> found;
    for (auto& action : session().take_actions()) {
      if (auto* one = std::get_if<Kind>(&action)) found.push_back(std::move(*one));
    }
    return found;
  }
  // What the session asks to read is answered with nothing, until it asks no more.
  void catch_up() {
    for (auto reads = actions_of<ReadLog>(); !reads.empty(); reads = actions_of<ReadLog>()) {
      for (const auto& read : reads) answer_read(read, {}, Position{0});
      said();
    }
  }
  void answer_read(const ReadLog& read, std::vector<LoggedPack> packs, Position head) {
    LogSlice slice{read.scope, read.after, std::move(packs), {}};
    slice.head.scope = read.scope;
    slice.head.position = head;
    session().on_log(slice);
  }
  Admitted stored(const PackContent& pack, Outcome outcome = Outcome::logged) {
    Admitted admitted;
    admitted.outcome = outcome;
    admitted.scope = pack.scope;
    admitted.stream = pack.stream;
    admitted.head = pack.head;
    admitted.receipt = receipt_for(pack);
    return admitted;
  }
  Receipt receipt_for(const PackContent& pack) {
    Receipt receipt;
    receipt.scope = pack.scope;
    receipt.stream = pack.stream;
    receipt.sequence = pack.last();
    receipt.head = pack.head;
    return receipt;
  }
  std::string last_bye() {
    const auto byes = said_of<Bye>();
    return byes.empty() ? "none" : byes.back().code;
  }

  ManualClock clock_;
  SeededRandom random_{5};
  PackMaker device_;
  SigningKey receipts_;
  SessionStart start_;
  std::optional<ServerSession> session_;
  FrameReader reader_;
};

TEST_F(SessionTest, GrantsAreTheFirstWord) {
  const auto messages = said();
  ASSERT_FALSE(messages.empty());
  const auto* grants = std::get_if<Grants>(&messages.front());
  ASSERT_NE(grants, nullptr);
  EXPECT_EQ(grants->grants, start_.grants);
  EXPECT_EQ(grants->schema_version, 4U);
}

TEST_F(SessionTest, GrantedScopesAreFollowedFromTheirCursors) {
  start_.cursors = {{desk, Position{5}, {}}, {school_scope(SchoolNumber{8}), Position{9}, {}}};
  const auto first = actions_of<ReadLog>();
  ASSERT_EQ(first.size(), 1U) << "one read is under way at a time";
  answer_read(first[0], {}, first[0].after);
  said();
  const auto second = actions_of<ReadLog>();
  ASSERT_EQ(second.size(), 1U);
  const auto& of_desk = first[0].scope == desk ? first[0] : second[0];
  EXPECT_EQ(of_desk.after, Position{5});
  EXPECT_NE(first[0].scope, second[0].scope);
}

TEST_F(SessionTest, AScopeWithoutAGrantIsNotFollowedThoughAsked) {
  catch_up();
  hear(Follow{{school_scope(SchoolNumber{8}), Position{0}, {}}});
  EXPECT_TRUE(actions_of<ReadLog>().empty());
}

TEST_F(SessionTest, ALogIsFedAndMarked) {
  const auto read = actions_of<ReadLog>();
  said();
  ASSERT_EQ(read.size(), 1U);
  PackMaker other(read[0].scope, 9);
  const auto pack = other.next();
  answer_read(read[0], {logged(pack, 1)}, Position{1});
  const auto messages = said();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(std::get<Feed>(messages[0]).pack, pack.second);
  EXPECT_EQ(std::get<Mark>(messages[1]).position, Position{1});
}

TEST_F(SessionTest, APushGoesToTheWriterWhole) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  const auto submitted = actions_of<ServerSession::SubmitPack>();
  ASSERT_EQ(submitted.size(), 1U);
  EXPECT_EQ(submitted[0].pack, pack.second);
}

TEST_F(SessionTest, WhatBothEndsKnowIsFilledIn) {
  hear(Push{device_.next().second});
  const auto second = device_.next();
  hear(Push{without_previous(second.second)});
  const auto submitted = actions_of<ServerSession::SubmitPack>();
  ASSERT_EQ(submitted.size(), 2U);
  EXPECT_EQ(submitted[1].pack, second.second);
}

TEST_F(SessionTest, AHeadThatTheGreetingConfirmedIsFilledInToo) {
  const auto first = device_.next();
  start_.known = {{school, device_.stream(), first.first.last(), first.first.head, receipt_for(first.first)}};
  const auto second = device_.next();
  hear(Push{without_previous(second.second)});
  EXPECT_EQ(actions_of<ServerSession::SubmitPack>().size(), 1U);
}

TEST_F(SessionTest, APackThatRefersToNothingKnownEndsTheConversation) {
  device_.next();
  hear(Push{without_previous(device_.next().second)});
  EXPECT_TRUE(actions_of<ServerSession::SubmitPack>().empty());
  EXPECT_EQ(last_bye(), "protocol.previous_unknown");
  EXPECT_TRUE(session().finished());
}

TEST_F(SessionTest, AReceiptComesAfterTheAnswerAndIsSigned) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  EXPECT_TRUE(said_of<Receipt>().empty());
  session().on_admitted(stored(pack.first));
  const auto receipts = said_of<Receipt>();
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].head, pack.first.head);
  EXPECT_TRUE(verify(receipts[0], receipts_.public_key()));
}

TEST_F(SessionTest, ReceiptsAreCumulative) {
  const auto first = device_.next();
  const auto second = device_.next();
  hear(Push{first.second});
  hear(Push{second.second});
  session().on_admitted(stored(first.first));
  session().on_admitted(stored(second.first));
  const auto receipts = said_of<Receipt>();
  ASSERT_EQ(receipts.size(), 1U) << "the later one says it all";
  EXPECT_EQ(receipts[0].sequence, second.first.last());
}

TEST_F(SessionTest, WhatTheServerHadBeforeIsReceiptedAtOnce) {
  const auto pack = device_.next();
  start_.client_streams = {device_.own_stream()};
  start_.known = {{school, device_.stream(), pack.first.last(), pack.first.head, receipt_for(pack.first)}};
  EXPECT_EQ(said_of<Receipt>().size(), 1U);
}

TEST_F(SessionTest, ADeviceIsNotSentItsOwnPacks) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  session().on_admitted(stored(pack.first));
  catch_up();
  session().on_moved({school});
  const auto read = actions_of<ReadLog>();
  ASSERT_EQ(read.size(), 1U);
  answer_read(read[0], {logged(pack, 1)}, Position{1});
  const auto feeds = said_of<Feed>();
  ASSERT_EQ(feeds.size(), 1U);
  EXPECT_TRUE(feeds[0].pack.empty());
  EXPECT_EQ(feeds[0].head, pack.first.head);
}

// What a device that names its stream is fed of a pack that the log has of it: by its head alone, or whole.
TEST_F(SessionTest, AStreamIsHeldByItsHeadAndNotByItsName) {
  const auto pack = device_.next();
  const OwnStream same = device_.own_stream();
  OwnStream longer = same;
  longer.sequence = Sequence{same.sequence.value + 1};
  longer.token = Token{9};
  OwnStream twin = same;
  twin.token = Token{~same.token.value};
  OwnStream restored = same;
  restored.sequence = Sequence{0};
  const std::vector<std::pair<OwnStream, bool>> claims = {
      {same, true}, {longer, true}, {twin, false}, {restored, false}};
  for (const auto& [claim, held] : claims) {
    session_.reset();
    start_.client_streams = {claim};
    start_.known = {{school, device_.stream(), pack.first.last(), pack.first.head, receipt_for(pack.first)}};
    std::vector<Feed> feeds;
    for (auto reads = actions_of<ReadLog>(); !reads.empty(); reads = actions_of<ReadLog>()) {
      const bool here = reads[0].scope == school;
      answer_read(reads[0], here ? std::vector{logged(pack, 1)} : std::vector<LoggedPack>{},
                  Position{here ? 1U : 0U});
      for (const auto& feed : said_of<Feed>()) feeds.push_back(feed);
    }
    ASSERT_EQ(feeds.size(), 1U);
    EXPECT_EQ(feeds[0].pack.empty(), held) << claim.sequence.value;
  }
}

TEST_F(SessionTest, AParkedPackIsAskedFor) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  auto parked = stored(pack.first, Outcome::parked);
  parked.receipt.reset();
  parked.need = {{StreamId{9}, Sequence{3}}};
  session().on_admitted(parked);
  const auto messages = said();
  const auto* need = std::get_if<Need>(&messages.back());
  ASSERT_NE(need, nullptr);
  EXPECT_EQ(need->versions, parked.need);
  EXPECT_FALSE(session().finished());
}

TEST_F(SessionTest, AFullQuotaClosesTheCredit) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  auto no_room = stored(pack.first, Outcome::no_room);
  no_room.receipt.reset();
  session().on_admitted(no_room);
  const auto credits = said_of<Credit>();
  ASSERT_EQ(credits.size(), 1U);
  EXPECT_EQ(credits[0].bytes, 0U);
}

TEST_F(SessionTest, CreditOpensAgainOnceWhatWasParkedIsStored) {
  const auto parked = device_.next();
  const auto pack = device_.next();
  hear(Push{pack.second});
  auto no_room = stored(pack.first, Outcome::no_room);
  no_room.receipt.reset();
  session().on_admitted(no_room);
  said();
  session().on_unparked(receipt_for(parked.first));
  session().on_unparked(receipt_for(parked.first));
  const auto credits = said_of<Credit>();
  ASSERT_EQ(credits.size(), 1U);
  EXPECT_EQ(credits[0].bytes, start_.credit);
}

TEST_F(SessionTest, AParkedPackIsReceiptedWhenItIsStored) {
  const auto pack = device_.next();
  session().on_unparked(receipt_for(pack.first));
  EXPECT_EQ(said_of<Receipt>().size(), 1U);
}

TEST_F(SessionTest, WhatIsNotAuthenticEndsTheConversation) {
  hear(Push{device_.next().second});
  Admitted refused_pack;
  refused_pack.outcome = Outcome::refused;
  refused_pack.code = "admission.bad_seal";
  session().on_admitted(refused_pack);
  EXPECT_EQ(last_bye(), "admission.bad_seal");
}

TEST_F(SessionTest, AFullDiskAsksToComeBackLater) {
  hear(Push{device_.next().second});
  Admitted failed;
  failed.outcome = Outcome::failed;
  failed.code = "store.disk_full";
  session().on_admitted(failed);
  const auto byes = said_of<Bye>();
  ASSERT_EQ(byes.size(), 1U);
  EXPECT_EQ(byes[0].retry_after_s, limits::failed_retry_after_s);
}

TEST_F(SessionTest, HostileBytesEndTheConversationAndNothingElse) {
  hear_bytes({0xff, 0x00, 0x81, 0x7f, 0x80, 0x80, 0x80, 0x80, 0x01});
  const auto byes = said_of<Bye>();
  ASSERT_EQ(byes.size(), 1U);
  EXPECT_TRUE(byes[0].code.starts_with("protocol.")) << byes[0].code;
  EXPECT_TRUE(session().finished());
  EXPECT_TRUE(session().take_actions().empty());
}

TEST_F(SessionTest, AnEmptyMessageAndAHugeOneAreNoFrames) {
  hear_bytes({});
  EXPECT_NE(last_bye(), "none");
  session_.reset();
  reader_ = FrameReader();
  hear_bytes(Bytes(limits::frame_bytes_max + 1, 0x41));
  EXPECT_NE(last_bye(), "none");
}

TEST_F(SessionTest, APushThatIsNoPackEndsTheConversation) {
  hear(Push{Bytes{1, 2, 3}});
  EXPECT_TRUE(session().finished() || last_bye() != "none");
  EXPECT_TRUE(actions_of<ServerSession::SubmitPack>().empty());
}

TEST_F(SessionTest, APackThatDoesNotOpenEndsTheConversation) {
  auto pack = device_.next().second;
  pack.pop_back();
  hear(Push{pack});
  EXPECT_NE(last_bye(), "none");
  EXPECT_TRUE(actions_of<ServerSession::SubmitPack>().empty());
}

TEST_F(SessionTest, NothingIsHeardAfterTheEnd) {
  hear_bytes({0xff});
  said();
  hear(Push{device_.next().second});
  EXPECT_TRUE(session().take_actions().empty());
  EXPECT_TRUE(said().empty());
}

TEST_F(SessionTest, ManyPacksOnTheirWayStopTheReading) {
  EXPECT_TRUE(session().wants_message());
  std::vector<PackContent> packs;
  std::size_t bytes = 0;
  while (bytes < limits::session_queue_bytes_max) {
    const auto pack = device_.next(limits::pack_changes_max);
    bytes += pack.second.size();
    packs.push_back(pack.first);
    hear(Push{pack.second});
  }
  EXPECT_FALSE(session().wants_message());
  session().on_admitted(stored(packs.front()));
  EXPECT_TRUE(session().wants_message());
}

TEST_F(SessionTest, CursorsThatFollowAreWaitedFor) {
  start_.know_follows = true;
  EXPECT_TRUE(actions_of<ReadLog>().empty()) << "feeding from zero would send what the reader has";
  const auto pack = device_.next();
  hear(Know{{{school, Position{3}, {}}}, {device_.own_stream()}});
  const auto asked = actions_of<ServerSession::LookUp>();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].streams.size(), 1U);
  session().on_known(
      {{school, device_.stream(), pack.first.last(), pack.first.head, receipt_for(pack.first)}});
  const auto confirmed = said_of<Confirmed>();
  ASSERT_EQ(confirmed.size(), 1U);
  EXPECT_EQ(confirmed[0].streams[0], device_.own_stream());
}

TEST_F(SessionTest, ASecondKnowIsPassedOver) {
  hear(Know{{}, {}});
  EXPECT_TRUE(actions_of<ServerSession::LookUp>().empty());
}

TEST_F(SessionTest, AStopIsSaidAtOnceWhenNothingIsUnderWay) {
  session().stop("session.server_stops", 5);
  const auto byes = said_of<Bye>();
  ASSERT_EQ(byes.size(), 1U);
  EXPECT_EQ(byes[0], (Bye{"session.server_stops", 5}));
  EXPECT_TRUE(session().finished());
}

TEST_F(SessionTest, AStopWaitsForWhatTheWriterHas) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  session().stop("session.server_stops", 5);
  EXPECT_FALSE(session().wants_message());
  EXPECT_TRUE(said_of<Bye>().empty());
  session().on_admitted(stored(pack.first));
  const auto messages = said();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Receipt>(messages[0])) << "the receipt is said before the goodbye";
  EXPECT_TRUE(std::holds_alternative<Bye>(messages[1]));
  EXPECT_TRUE(session().finished());
}

TEST_F(SessionTest, NoReceiptFollowsTheGoodbye) {
  const auto pack = device_.next();
  hear(Push{pack.second});
  hear_bytes({0xff});
  said();
  session().on_admitted(stored(pack.first));
  EXPECT_TRUE(said().empty());
}

TEST_F(SessionTest, NewGrantsAreToldAndFollowed) {
  catch_up();
  const ScopeNumber pair = pair_scope(SchoolNumber{7}, SchoolNumber{8});
  auto grants = start_.grants;
  grants.push_back({pair, "pair/KZ61-0203-KZ75-0001", true});
  session().on_granted(grants);
  const auto told = said_of<Grants>();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].grants, grants);
  const auto read = actions_of<ReadLog>();
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].scope, pair);
}

TEST_F(SessionTest, TheSameGrantsAreNotToldAgain) {
  said();
  session().on_granted(start_.grants);
  EXPECT_TRUE(said().empty());
}

TEST_F(SessionTest, ADeviceThatLeavesHasHandedEverythingIn) {
  hear(Bye{});
  EXPECT_TRUE(session().finished());
  EXPECT_TRUE(session().left_settled());
}

TEST_F(SessionTest, ADeviceThatLeavesInTheMiddleHasNot) {
  hear(Push{device_.next().second});
  hear(Bye{});
  EXPECT_FALSE(session().left_settled());
}

// --- A reader of another log ---

TEST_F(SessionTest, ADeviceWhoseLogIsAnotherIsShownATrailWhenItUnderstandsOne) {
  start_.protocol = 2;
  start_.cursors = {{school, Position{7}, Hash16{1}}};
  const auto read = actions_of<ReadLog>();
  ASSERT_FALSE(read.empty());
  LogSlice slice{school, Position{7}, {}, {}, std::vector<Trail::Place>{{Position{2}, {}}}};
  session().on_log(slice);
  EXPECT_EQ(said_of<Trail>().size(), 1U);
  hear(Retrace{school, Position{2}, Position{7}});
  bool asked = false;
  for (const auto& one : actions_of<ReadLog>()) asked = asked || one.trail.has_value();
  EXPECT_TRUE(asked);
}

TEST_F(SessionTest, AnOlderProgramIsTurnedAwayInsteadOfBeingFedAnotherLog) {
  start_.protocol = 1;
  start_.cursors = {{school, Position{7}, Hash16{1}}};
  actions_of<ReadLog>();
  session().on_log(LogSlice{school, Position{7}, {}, {}, std::vector<Trail::Place>{}});
  EXPECT_EQ(last_bye(), "session.log_differs");
}

class SnapshotSessionTest : public SessionTest {
 protected:
  SnapshotSessionTest() {
    start_.protocol = 2;
    start_.grants.pop_back();
    offer_.scope = school;
    offer_.position = Position{40};
    offer_.size = 1000;
  }
  void greet(Position cursor) {
    start_.cursors = {{school, cursor, {}}};
    said();
  }
  SnapshotOffer offer_;
};

TEST_F(SnapshotSessionTest, WhoHasNothingIsOfferedTheBaseWholeAndFedOnceItSaysFromWhere) {
  greet(Position{0});
  const auto asked = actions_of<ServerSession::FindSnapshots>();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].scopes, std::vector{school});
  session().on_snapshots(asked[0].scopes, {offer_});
  EXPECT_EQ(said_of<SnapshotOffer>(), std::vector{offer_});
  EXPECT_TRUE(actions_of<ReadLog>().empty());
  hear(Follow{{school, Position{40}, {}}});
  const auto reads = actions_of<ReadLog>();
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].after, Position{40});
}

TEST_F(SnapshotSessionTest, WithoutASnapshotTheLogIsFedFromItsBeginning) {
  greet(Position{0});
  session().on_snapshots(actions_of<ServerSession::FindSnapshots>().at(0).scopes, {});
  const auto reads = actions_of<ReadLog>();
  ASSERT_EQ(reads.size(), 1U);
  EXPECT_EQ(reads[0].after, Position{0});
}

TEST_F(SnapshotSessionTest, WhoRefusesItIsFedTheLog) {
  greet(Position{0});
  session().on_snapshots(actions_of<ServerSession::FindSnapshots>().at(0).scopes, {offer_});
  said();
  hear(Follow{{school, Position{0}, {}}});
  std::size_t reads = 0;
  for (const auto& action : session().take_actions()) {
    EXPECT_FALSE(std::holds_alternative<ServerSession::FindSnapshots>(action)) << "offered once";
    reads += std::holds_alternative<ReadLog>(action) ? 1 : 0;
  }
  EXPECT_EQ(reads, 1U);
}

TEST_F(SnapshotSessionTest, WhoHasSomethingIsFedTheRest) {
  greet(Position{7});
  EXPECT_TRUE(actions_of<ServerSession::FindSnapshots>().empty());
}

TEST_F(SnapshotSessionTest, WhoGoesBackToTheBeginningIsOfferedOneToo) {
  greet(Position{7});
  const auto reads = actions_of<ReadLog>();
  ASSERT_EQ(reads.size(), 1U);
  LogSlice elsewhere{school, Position{7}, {}, {}};
  elsewhere.trail.emplace();
  session().on_log(elsewhere);
  EXPECT_EQ(said_of<Trail>().size(), 1U);
  hear(Follow{{school, Position{0}, {}}});
  EXPECT_EQ(actions_of<ServerSession::FindSnapshots>().size(), 1U);
}

TEST_F(SnapshotSessionTest, AnOlderProgramIsNeverOfferedOne) {
  start_.protocol = 1;
  greet(Position{0});
  EXPECT_TRUE(actions_of<ServerSession::FindSnapshots>().empty());
}

TEST_F(SnapshotSessionTest, OlderHistoryOfAGrantedScopeIsReadBackwards) {
  greet(Position{7});
  session().take_actions();
  hear(Recall{desk, TypeNumber{40}, RecordId{1}, Position{8}});
  EXPECT_TRUE(actions_of<ReadBack>().empty()) << "not a scope of this device";
  hear(Recall{school, TypeNumber{40}, RecordId{1}, Position{8}});
  const auto asked = actions_of<ReadBack>();
  ASSERT_EQ(asked.size(), 1U);
  session().on_read_back({Position{1}, {{school, Position{3}, {1, 2}}}});
  const auto told = said_of<Recalled>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].position, Position{3});
  EXPECT_TRUE(told[1].pack.empty());
}

}  // namespace
}  // namespace mektep::server
