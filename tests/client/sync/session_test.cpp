#include "client/sync/session.h"

#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

using namespace std::chrono_literals;

// Enough work for several packs: long texts of which a pack takes few.
void log_much(Device& device, int activities) {
  for (int number = 0; number < activities; ++number) {
    std::string text;
    for (int line = 0; line < 60; ++line) {
      text += std::to_string(device.random().u64()) + " сабақты талдау " + std::to_string(line) + "\n";
    }
    Form(*device, "activity")
        .set("kind", std::string("seminar"))
        .set("from", Date{18'000})
        .set("topic", "Кездесу " + std::to_string(number))
        .write_text("description", text)
        .saved();
  }
}

std::string code_of_end(const ClientSession& session) {
  return session.status() ? std::string("done") : session.status().error().code;
}

std::size_t activities_on(Device& device) {
  ListQuery query;
  query.type = "activity";
  return device->list(query)->size();
}

class SessionTest : public ::testing::Test {
 protected:
  School school_;
  Device& pc_ = school_.pc;
  Device& laptop_ = school_.laptop;
  TinyServer& server_ = school_.server;

  void expect_same_everywhere() {
    for (int round = 0; round < 2; ++round) {
      sync_over_sessions(pc_, server_);
      sync_over_sessions(laptop_, server_);
    }
    const auto digest = [](Device& device) { return device->digests(); };
    const auto one = digest(pc_);
    const auto other = digest(laptop_);
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t at = 0; at < one.size(); ++at) {
      EXPECT_EQ(one[at].log_digest, other[at].log_digest) << one[at].label;
      EXPECT_EQ(one[at].state_digest, other[at].state_digest) << one[at].label;
      EXPECT_EQ(one[at].pending, 0U);
    }
  }
};

// --- The greeting ---

TEST_F(SessionTest, AnOrdinaryHelloFitsAndNamesCursorsAndStreams) {
  log_activity(pc_, "Семинар");
  sync_over_sessions(pc_, server_);
  ServerEnd end(server_);
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  EXPECT_EQ(end.hello().cursors.size(), 3U);
  ASSERT_EQ(end.hello().streams.size(), 1U);
  EXPECT_FALSE(end.hello().know_follows);
  EXPECT_TRUE(verify(end.hello(), ChannelBinding{}, pc_.public_key()));
}

TEST_F(SessionTest, WhatDoesNotFitAHelloFollowsAsKnowAndNothingIsSealedBefore) {
  ServerEnd end(server_);
  for (std::uint32_t partner = 8; partner < 68; ++partner) {
    end.grants.push_back({pair_scope(school_a, SchoolNumber{partner}), "pair", true});
  }
  Talk(pc_, end).run();
  log_activity(pc_, "Семинар");

  ServerEnd next(server_);
  next.grants = end.grants;
  Talk talk(pc_, next);
  const Bytes hello = talk.session.hello(ChannelBinding{});
  EXPECT_LE(hello.size(), limits::hello_bytes_max);
  ASSERT_TRUE(talk.session.on_welcome(next.welcome(hello), talk.now).ok());
  EXPECT_TRUE(next.hello().know_follows);
  EXPECT_TRUE(pc_->own_streams().empty());
  while (!talk.exchange()) talk.tick();
  EXPECT_EQ(code_of_end(talk.session), "done");
  ASSERT_GE(next.heard().size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Know>(next.heard()[0]));
  EXPECT_EQ(std::get<Know>(next.heard()[0]).cursors.size(), 63U);
  EXPECT_EQ(next.count<Push>(), 1U);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
}

TEST_F(SessionTest, AWelcomeThatIsNoneEndsTheContact) {
  ServerEnd end(server_);
  Talk talk(pc_, end);
  end.welcome(talk.session.hello(ChannelBinding{}));
  const auto welcomed = talk.session.on_welcome(Bytes{1, 2, 3}, talk.now);
  ASSERT_FALSE(welcomed.ok());
  EXPECT_EQ(welcomed.error().code.substr(0, 9), "protocol.");
}

// --- The ordinary contact ---

TEST_F(SessionTest, WithNothingToDoItSaysByeAtOnce) {
  sync_over_sessions(pc_, server_);
  ServerEnd end(server_);
  Talk talk(pc_, end);
  talk.run();
  EXPECT_EQ(code_of_end(talk.session), "done");
  ASSERT_EQ(end.heard().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Bye>(end.heard()[0]));
  EXPECT_EQ(talk.messages, 5U);  // Grants, three Marks, Bye
  EXPECT_EQ(talk.now, Monotonic{1000});
}

TEST_F(SessionTest, WhatWasSavedIsSentAndReceipted) {
  log_activity(pc_, "Семинар");
  const SyncProgress progress = sync_over_sessions(pc_, server_);
  EXPECT_EQ(progress.packs_pushed, 1U);
  EXPECT_EQ(progress.receipts, 1U);
  EXPECT_EQ(progress.pack_bytes_receipted, progress.pack_bytes_pushed);
  EXPECT_EQ(progress.resumed_at, Sequence{0});
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
  EXPECT_EQ(progress.up_to_date.size(), 3U);
}

TEST_F(SessionTest, WhatOthersWroteArrivesAndIsNamed) {
  const RecordName name = log_activity(pc_, "Семинар");
  sync_over_sessions(pc_, server_);
  const SyncProgress progress = sync_over_sessions(laptop_, server_);
  EXPECT_EQ(progress.packs_received, 1U);
  EXPECT_TRUE(progress.records_changed.contains(name));
  EXPECT_EQ(text_of(read(laptop_, name), *laptop_, "topic"), "Семинар");
}

TEST_F(SessionTest, OwnPacksComeBackByReference) {
  log_activity(pc_, "Семинар");
  const SyncProgress progress = sync_over_sessions(pc_, server_);
  EXPECT_EQ(progress.own_packs_referenced, 1U);
  EXPECT_EQ(pc_->digests()[0].pending, 0U);
}

TEST_F(SessionTest, BothEndsMergeWhatTheyWroteApart) {
  const RecordName name = log_activity(pc_, "Семинар");
  expect_same_everywhere();
  Form(*pc_, read(pc_, name)).set("topic", std::string("бір")).saved();
  Form(*laptop_, read(laptop_, name)).set("topic", std::string("екі")).saved(bolat);
  expect_same_everywhere();
  EXPECT_EQ(pc_->conflicts().size(), 1U);
  EXPECT_EQ(laptop_->conflicts().size(), 1U);
}

// --- Resuming ---

TEST_F(SessionTest, ConfirmedPacksAreNotSentAgain) {
  log_much(pc_, 20);
  ServerEnd cut(server_);
  cut.keeps_receipts = true;
  Talk first(pc_, cut);
  first.run(6);
  const std::size_t sent = cut.pushed().size();
  ASSERT_GE(sent, 2U);
  ASSERT_FALSE(first.session.finished()) << code_of_end(first.session) << " " << first.messages;

  ServerEnd end(server_);
  Talk second(pc_, end);
  second.run();
  const SyncProgress& progress = second.session.progress();
  EXPECT_EQ(progress.packs_confirmed, sent);
  EXPECT_EQ(progress.resumed_at.value, cut.pushed().back().last().value + 1);
  EXPECT_EQ(end.pushed().front().first, progress.resumed_at);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
  EXPECT_EQ(code_of_end(second.session), "done");
}

TEST_F(SessionTest, TheHeadBeforeAPackIsLeftOutWhereTheServerHasIt) {
  log_much(pc_, 20);
  ServerEnd end(server_);
  Talk talk(pc_, end);
  talk.run();
  const auto pushed = end.pushed();
  ASSERT_GE(pushed.size(), 2U);
  for (const PackHeader& pack : pushed) EXPECT_FALSE(pack.has_previous);
}

// Cut after every message in turn, then finished: nothing lost, nothing doubled, the same end.
TEST_F(SessionTest, CutAnywhereAndResumedItEndsAlike) {
  std::size_t written = 0;
  for (std::size_t cut = 0; cut < 24; ++cut) {
    log_much(pc_, 2);
    log_activity(laptop_, "Кеңес", bolat);
    written += 3;
    ServerEnd end(server_);
    Talk talk(pc_, end);
    talk.run(cut);
    talk.session.lost();
    ServerEnd other_end(server_);
    Talk(laptop_, other_end).run(cut);
  }
  expect_same_everywhere();
  EXPECT_EQ(activities_on(pc_), written);
  EXPECT_EQ(activities_on(laptop_), written);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
}

TEST_F(SessionTest, WhatArrivedBeforeACutIsKept) {
  log_activity(laptop_, "Кеңес", bolat);
  sync_over_sessions(laptop_, server_);
  ServerEnd end(server_);
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  talk.exchange(3);  // Grants, a Mark, the Feed
  EXPECT_EQ(activities_on(pc_), 0U);
  talk.session.lost();
  EXPECT_EQ(activities_on(pc_), 1U);
}

// A copy of the disk went on with the stream: the server's head is not ours, so it has nothing of ours.
TEST_F(SessionTest, AStreamThatACopyWentOnWithIsSentWhole) {
  School school(false);
  log_activity(school.pc, "Семинар");
  sync_over_sessions(school.pc, school.server);
  const auto twin = school.pc.twin();

  log_activity(*twin, "көшірме");
  ServerEnd twin_end(school.server);
  Talk twin_talk(*twin, twin_end);
  ASSERT_TRUE(twin_talk.greet().ok());  // sealed, not sent

  log_activity(school.pc, "түпнұсқа");
  sync_over_sessions(school.pc, school.server);

  // Named, the server refers to a pack that only the original sealed.
  ServerEnd named_end(school.server);
  Talk named(*twin, named_end);
  named.run();
  EXPECT_EQ(code_of_end(named.session), "feed.not_held");

  ServerEnd end(school.server);
  Talk talk(*twin, end, SessionGoal{.watch = false, .names_streams = false});
  talk.run();
  EXPECT_TRUE(end.hello().streams.empty());
  EXPECT_EQ(code_of_end(talk.session), "done");
  EXPECT_EQ(talk.session.progress().packs_confirmed, 0U);
  sync_over_sessions(*twin, school.server);
  sync_over_sessions(school.pc, school.server);
  EXPECT_EQ(activities_on(*twin), 3U);
  EXPECT_EQ(activities_on(school.pc), 3U);
  EXPECT_EQ((*twin)->state().unsent_changes, 0U);
}

// --- Flow ---

TEST_F(SessionTest, NoMoreIsUnderWayThanTheCreditAllows) {
  log_much(pc_, 20);
  ServerEnd end(server_);
  end.credit = 1;
  end.keeps_receipts = true;
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  while (!talk.exchange()) end.release_receipts();
  EXPECT_EQ(end.under_way_max(), 1U);
  EXPECT_EQ(code_of_end(talk.session), "done");
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
}

TEST_F(SessionTest, WithoutCreditTheContactEndsAndTheWorkStaysHere) {
  log_activity(pc_, "Семинар");
  ServerEnd end(server_);
  end.credit = 0;
  Talk talk(pc_, end);
  talk.run();
  EXPECT_EQ(code_of_end(talk.session), "done");
  EXPECT_EQ(end.count<Push>(), 0U);
  EXPECT_EQ(pc_->state().unsent_changes, 1U);
}

TEST_F(SessionTest, CreditThatGrowsIsUsed) {
  log_activity(pc_, "Семинар");
  ServerEnd end(server_);
  end.credit = 0;
  Talk talk(pc_, end, SessionGoal{.watch = true});
  ASSERT_TRUE(talk.greet().ok());
  talk.exchange();
  EXPECT_EQ(end.count<Push>(), 0U);
  end.say(Credit{1024});
  talk.exchange();
  EXPECT_EQ(end.count<Push>(), 1U);
}

TEST_F(SessionTest, ReceiptsInAnyOrderSettleIt) {
  log_much(pc_, 20);
  ServerEnd end(server_);
  end.keeps_receipts = true;
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  talk.exchange();
  ASSERT_GE(end.under_way_max(), 3U);
  EXPECT_FALSE(talk.session.finished());
  end.release_receipts();
  while (!talk.exchange()) talk.tick();
  EXPECT_EQ(code_of_end(talk.session), "done");
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
}

TEST_F(SessionTest, APackThatWaitsForAnotherDeviceIsAnAnswerToo) {
  const RecordName name = log_activity(laptop_, "Семинар", bolat);
  ASSERT_TRUE(laptop_->seal({}).ok());
  for (const OutgoingPack& pack : laptop_->outgoing(SIZE_MAX, {})) {
    ASSERT_TRUE(pc_->take_raw(pack.bytes).ok());
  }
  Form(*pc_, read(pc_, name)).set("topic", std::string("Семинар, екінші күн")).saved();
  const SyncProgress parked = sync_over_sessions(pc_, server_);
  EXPECT_GE(parked.waiting_packs + parked.receipts, 1U);
  expect_same_everywhere();
  EXPECT_EQ(text_of(read(laptop_, name), *laptop_, "topic"), "Семинар, екінші күн");
}

// --- Watching ---

TEST_F(SessionTest, WatchingStaysAndSendsWhatIsSavedMeanwhile) {
  ServerEnd end(server_);
  Talk talk(pc_, end, SessionGoal{.watch = true});
  ASSERT_TRUE(talk.greet().ok());
  EXPECT_FALSE(talk.exchange());
  log_activity(pc_, "Семинар");
  talk.session.outbox_grew(talk.now);
  EXPECT_FALSE(talk.exchange());
  EXPECT_EQ(end.count<Push>(), 1U);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
  log_activity(pc_, "Екінші");
  talk.session.outbox_grew(talk.now);
  talk.exchange();
  ASSERT_EQ(end.pushed().size(), 2U);
  EXPECT_EQ(end.pushed()[0].stream, end.pushed()[1].stream);
}

TEST_F(SessionTest, WatchingHearsNewsWithinAMoment) {
  ServerEnd end(server_);
  Talk talk(pc_, end, SessionGoal{.watch = true});
  ASSERT_TRUE(talk.greet().ok());
  talk.exchange();
  log_activity(laptop_, "Кеңес", bolat);
  sync_over_sessions(laptop_, server_);
  for (Feed& feed : server_.feed(school, pc_->cursors()[1].position)) end.say(feed);
  talk.exchange();
  EXPECT_LE(talk.session.deadline(), talk.now + 200ms);
  talk.tick();
  EXPECT_EQ(activities_on(pc_), 1U);
}

TEST_F(SessionTest, LeavingSaysByeAndEnds) {
  ServerEnd end(server_);
  Talk talk(pc_, end, SessionGoal{.watch = true});
  ASSERT_TRUE(talk.greet().ok());
  talk.exchange();
  talk.session.leave();
  EXPECT_TRUE(talk.exchange());
  EXPECT_EQ(end.count<Bye>(), 1U);
  EXPECT_EQ(code_of_end(talk.session), "done");
}

// --- Ends ---

TEST_F(SessionTest, AServerThatLeavesSaysWhenToComeBack) {
  log_activity(pc_, "Семинар");
  ServerEnd end(server_);
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  end.say(Bye{"session.server_left", 30});
  while (!talk.exchange()) talk.tick();
  EXPECT_EQ(talk.session.retry_after_s(), 30U);
}

TEST_F(SessionTest, AnEarlyByeIsNoLink) {
  ServerEnd end(server_);
  end.silent = true;
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  end.say(Bye{"session.busy", 60});
  EXPECT_TRUE(talk.exchange());
  EXPECT_EQ(code_of_end(talk.session), "session.busy");
  EXPECT_EQ(talk.session.status().error().remedy, Remedy::no_link);
}

TEST_F(SessionTest, ASilentServerDoesNotHoldItForEver) {
  log_activity(pc_, "Семинар");
  ServerEnd end(server_);
  end.silent = true;
  Talk talk(pc_, end);
  talk.run();
  EXPECT_TRUE(talk.session.finished());
  EXPECT_EQ(code_of_end(talk.session), "session.stalled");
  EXPECT_LE(talk.now, 200s);
  EXPECT_EQ(pc_->state().unsent_changes, 1U);
}

TEST_F(SessionTest, DigestsThatDifferAreReportedAndNothingIsDropped) {
  log_activity(pc_, "Семинар");
  sync_over_sessions(pc_, server_);
  ServerEnd end(server_);
  end.altered = [](Message& message) {
    if (auto* mark = std::get_if<Mark>(&message); mark != nullptr && mark->scope == school) {
      mark->state_digest[0] ^= 1U;
    }
  };
  Talk talk(pc_, end);
  talk.run();
  EXPECT_EQ(code_of_end(talk.session), "done");
  EXPECT_EQ(talk.session.progress().digests_differ, std::vector<ScopeNumber>{school});
  EXPECT_EQ(talk.session.progress().up_to_date.size(), 2U);
  EXPECT_EQ(activities_on(pc_), 1U);
}

// --- Hostile servers ---

struct Lie {
  std::string name;
  std::function<void(ServerEnd&)> tell;
  std::string code;
};

class HostileServer : public SessionTest, public ::testing::WithParamInterface<Lie> {};

TEST_P(HostileServer, EndsTheContactWithACodeAndLosesNothing) {
  const RecordName name = log_activity(pc_, "Семинар");
  ServerEnd end(server_);
  end.silent = true;
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  end.say(Grants{end.grants, 1});
  talk.exchange();
  GetParam().tell(end);
  while (!talk.exchange()) talk.tick();
  EXPECT_EQ(code_of_end(talk.session), GetParam().code);
  EXPECT_EQ(text_of(read(pc_, name), *pc_, "topic"), "Семинар");
  EXPECT_EQ(pc_->state().unsent_changes, 1U);
  // The next contact, with a server that is one, is as good as any.
  sync_over_sessions(pc_, server_);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
}

Feed feed_at(std::uint64_t position, Bytes pack, ScopeNumber scope = school) {
  return Feed{scope, Position{position}, 0, {}, std::move(pack)};
}

INSTANTIATE_TEST_SUITE_P(
    Lies, HostileServer,
    ::testing::Values(
        Lie{"NineBytes",
            [](ServerEnd& end) {
              end.say_raw(Bytes{5, 0, 255, 255, 255, 255, 255, 255, 255});
            },
            "protocol.malformed"},
        Lie{"AnEmptyMessage", [](ServerEnd& end) { end.say_raw(Bytes{}); }, "protocol.malformed"},
        Lie{"AnUnknownKind",
            [](ServerEnd& end) {
              end.say_raw(Bytes{99, 0});
            },
            "protocol.unknown_frame"},
        Lie{"AFrameWithoutEnd",
            [](ServerEnd& end) {
              for (int piece = 0; piece < 8; ++piece) {
                Bytes more(limits::message_bytes_max, 0);
                more[0] = 5;
                more[1] = 1;
                end.say_raw(std::move(more));
              }
            },
            "protocol.too_large"},
        Lie{"AScopeNobodyGranted",
            [](ServerEnd& end) { end.say(feed_at(1, Bytes(40, 7), desk_scope(SchoolNumber{99}))); },
            "feed.not_granted"},
        Lie{"AGap", [](ServerEnd& end) { end.say(feed_at(900, Bytes(40, 7))); }, "feed.gap"},
        Lie{"APackThatIsNone",
            [](ServerEnd& end) {
              end.say(feed_at(end.hello().cursors[1].position.value + 1, Bytes(400, 7)));
            },
            "feed.malformed"},
        Lie{"AReferenceToNothing",
            [](ServerEnd& end) { end.say(feed_at(end.hello().cursors[1].position.value + 1, {})); },
            "feed.not_held"},
        Lie{"AReceiptOfAnother",
            [](ServerEnd& end) {
              Receipt receipt;
              receipt.scope = school;
              receipt.sequence = Sequence{9};
              end.say(receipt);
            },
            "receipt.bad_signature"}),
    [](const auto& lie) { return lie.param.name; });

TEST_F(SessionTest, UnknownFramesThatMayBeIgnoredAreIgnored) {
  ServerEnd end(server_);
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  end.say_raw(Bytes{99, 2});
  while (!talk.exchange()) talk.tick();
  EXPECT_EQ(code_of_end(talk.session), "done");
}

}  // namespace
}  // namespace mektep::client::test
