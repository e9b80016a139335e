#include "client/link/link.h"

#include "shared/net/drive.h"
#include "tests/client/sync/server_end.h"
#include "tests/shared/net/net_fixture.h"
#include "tests/support/connect_proxy.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;
using test::ServerEnd;

// Lays the server's side of a conversation over a connection.
class ServerMachine final : public net::Machine {
 public:
  explicit ServerMachine(std::shared_ptr<ServerEnd> end) : end_(std::move(end)) {}
  std::optional<Bytes> next_message(Monotonic) override { return end_->next(); }
  void on_message(BytesView message, Monotonic) override { end_->take(message); }
  void on_tick(Monotonic) override {}
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return false; }

 private:
  std::shared_ptr<ServerEnd> end_;
};

// Every look at it is a second later, so that what is polled by the second is polled without waiting.
class HastyClock final : public Clock {
 public:
  WallTime wall() const override { return WallTime{1'772'300'000'000}; }
  Monotonic monotonic() const override { return now_ += 1s; }

 private:
  mutable Monotonic now_{0};
};

// Draws zeros: no jitter.
class NoJitter final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{0}); }
};

std::string code_of(const Contact& contact) {
  return contact.status ? "done" : contact.status.error().code;
}

class LinkTest : public net::ListeningTest {
 protected:
  void SetUp() override {
    ListeningTest::SetUp();
    listen();
    enrol_at(school_.pc, endpoint());
    service_.decide = [this](const auto& answer) { answer(welcomed()); };
  }

  // From then on the device looks for its server there.
  void enrol_at(test::Device& device, const net::Endpoint& where) {
    Identity identity = *device->identity();
    identity.address = {where.host, where.port, {pin()}};
    ASSERT_TRUE(device->enrol(identity).ok());
  }
  // The hello that is being answered.
  Bytes asked() const { return service_.upgrades.back().hello; }

  // A conversation as a server has it.
  net::Welcome welcomed() {
    const auto end = std::make_shared<ServerEnd>(school_.server);
    ends_.push_back(end);
    if (prepare_) prepare_(*end);
    return {end->welcome(asked()), [this, end](std::shared_ptr<net::Transport> transport) {
              server_ends_.push_back(transport);
              net::drive(std::move(transport), std::make_shared<ServerMachine>(end), server_clock_,
                         [](const net::DriveEnd&) {});
            }};
  }
  void refuse_with(net::Refuse refusal) {
    service_.decide = [refusal = std::move(refusal)](const auto& answer) { answer(refusal); };
  }

  // Text that hardly packs: about 80 bytes each.
  void log_much(int activities) {
    for (int number = 0; number < activities; ++number) {
      std::string topic;
      for (int word = 0; word < 8; ++word) topic += std::to_string(school_.pc.random().u64()) + " ";
      test::log_activity(school_.pc, topic);
    }
  }

  Contact sync() { return sync_once(loop_, *school_.pc, school_.pc.clock()); }

  test::School school_;
  test::ManualClock server_clock_;
  std::function<void(ServerEnd&)> prepare_;
  std::vector<std::shared_ptr<ServerEnd>> ends_;
};

// --- One contact ---

TEST_F(LinkTest, WhatWasSavedIsSentAndReceipted) {
  test::log_activity(school_.pc, "Семинар");
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "done");
  EXPECT_EQ(contact.progress.packs_pushed, 1U);
  EXPECT_EQ(contact.progress.receipts, 1U);
  EXPECT_EQ(school_.pc->state().unsent_changes, 0U);
  EXPECT_GT(contact.traffic.bytes_out, contact.progress.pack_bytes_pushed);
  EXPECT_GT(contact.traffic.bytes_in, 0U);
  EXPECT_EQ(contact.retry_after_s, 0U);
}

TEST_F(LinkTest, TheHelloIsSignedForThisConnectionOnly) {
  sync();
  ASSERT_EQ(service_.upgrades.size(), 1U);
  const auto hello = std::get<Hello>(*decode_hello(asked()));
  EXPECT_TRUE(verify(hello, service_.upgrades[0].peer.binding, school_.pc.public_key()));
  sync();
  ASSERT_EQ(service_.upgrades.size(), 2U);
  EXPECT_FALSE(verify(hello, service_.upgrades[1].peer.binding, school_.pc.public_key()));
}

TEST_F(LinkTest, ADeviceThatIsNotEnrolledConnectsToNobody) {
  test::TempDirectory directory;
  SystemFiles files;
  NoLog log;
  ReplicaOptions options;
  options.directory = directory.path();
  options.in_memory = true;
  test::ManualClock clock;
  test::SeededRandom random;
  const auto replica = std::move(*Replica::open({clock, random, files, log}, std::move(options)));
  const Contact contact = sync_once(loop_, *replica, clock);
  EXPECT_EQ(code_of(contact), "replica.not_enrolled");
  EXPECT_EQ(contact.status.error().remedy, Remedy::refused);
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(LinkTest, AServerThatIsNotThereIsNoLinkAndTheWorkStays) {
  enrol_at(school_.pc, {"127.0.0.1", 1});
  test::log_activity(school_.pc, "Семинар");
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "net.unreachable");
  EXPECT_EQ(contact.status.error().remedy, Remedy::no_link);
  EXPECT_EQ(school_.pc->state().unsent_changes, 1U);
}

TEST_F(LinkTest, AServerWithAnotherKeyIsToldNothing) {
  Identity identity = *school_.pc->identity();
  identity.address.pins = {net::Pin{}};
  ASSERT_TRUE(school_.pc->enrol(identity).ok());
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "net.pin_mismatch");
  EXPECT_EQ(contact.status.error().remedy, Remedy::refused);
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(LinkTest, ACertificateOfAnotherTimeIsAWarningOnly) {
  school_.pc.clock().set_wall(made_at.ms);
  EXPECT_FALSE(sync().certificate_dates_wrong);
  school_.pc.clock().set_wall(made_at.ms + std::chrono::milliseconds(2 * valid_for).count());
  const Contact contact = sync();
  EXPECT_TRUE(contact.certificate_dates_wrong);
  EXPECT_EQ(code_of(contact), "done");
}

// --- A server that does not want this conversation ---

TEST_F(LinkTest, ARefusalForGoodIsPassedOn) {
  refuse_with({403, encode(Refusal{"session.revoked", 0}), 0s});
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "session.revoked");
  EXPECT_EQ(contact.status.error().remedy, Remedy::refused);
  EXPECT_EQ(contact.retry_after_s, 0U);
  EXPECT_GT(contact.traffic.bytes_out, 0U);
}

TEST_F(LinkTest, ARefusalForNowIsNoLinkAndSaysWhenToComeBack) {
  refuse_with({503, encode(Refusal{"session.busy", 30}), 10s});
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "session.busy");
  EXPECT_EQ(contact.status.error().remedy, Remedy::no_link);
  EXPECT_EQ(contact.retry_after_s, 30U);
}

TEST_F(LinkTest, TheLongerOfTwoWaitsCounts) {
  refuse_with({503, encode(Refusal{"session.busy", 30}), 90s});
  EXPECT_EQ(sync().retry_after_s, 90U);
}

TEST_F(LinkTest, ARefusalThatCannotBeReadIsNoLink) {
  refuse_with({502, Bytes{0xff, 0xff}, 7s});
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "net.refused");
  EXPECT_EQ(contact.status.error().remedy, Remedy::no_link);
  EXPECT_NE(describe(contact.status.error()).find("502"), std::string::npos);
  EXPECT_EQ(contact.retry_after_s, 7U);
}

// --- The link is remembered ---

TEST_F(LinkTest, HowATryEndedIsNotedWithItsTime) {
  sync();
  LinkNote note = school_.pc->link_note();
  EXPECT_EQ(note.result, "");
  EXPECT_EQ(note.tried_ms, school_.pc.clock().wall().ms);
  EXPECT_EQ(note.next_ms, 0);
  EXPECT_EQ(note.linked_ms, 0);
  refuse_with({503, encode(Refusal{"session.busy", 30}), 10s});
  sync();
  EXPECT_EQ(school_.pc->link_note().result, "session.busy");
}

TEST_F(LinkTest, TheRateOfOneContactSizesTheNextAndAnIdleContactKeepsIt) {
  log_much(40);
  const Contact contact = sync();
  ASSERT_GT(contact.progress.pack_bytes_receipted, 1'024U);
  EXPECT_EQ(school_.pc->link_note().bytes_per_second, contact.bytes_per_second);
  sync();
  EXPECT_EQ(school_.pc->link_note().bytes_per_second, contact.bytes_per_second);
}

// --- A budget ---

TEST_F(LinkTest, ABudgetEndsTheContactPolitelyAndKeepsTheRestForLater) {
  log_much(400);
  LinkOptions options;
  options.bytes_max = 12'000;
  const Contact contact = sync_once(loop_, *school_.pc, school_.pc.clock(), options);
  EXPECT_EQ(code_of(contact), "done");
  EXPECT_TRUE(contact.budget_used_up);
  EXPECT_GT(school_.pc->state().unsent_changes, 0U);
  // One pack and its receipt may have been under way.
  EXPECT_LE(contact.traffic.bytes_out + contact.traffic.bytes_in, 12'000U + 2 * limits::message_bytes_max);
  ASSERT_TRUE(run_until([&] { return ends_.back()->count<Bye>() == 1; }));
  for (int round = 0; round < 40 && school_.pc->state().unsent_changes > 0; ++round) {
    sync_once(loop_, *school_.pc, school_.pc.clock(), options);
  }
  EXPECT_EQ(school_.pc->state().unsent_changes, 0U);
}

TEST_F(LinkTest, ABudgetThatSufficesIsNotNoticed) {
  test::log_activity(school_.pc, "Семинар");
  LinkOptions options;
  options.bytes_max = 1'000'000;
  const Contact contact = sync_once(loop_, *school_.pc, school_.pc.clock(), options);
  EXPECT_FALSE(contact.budget_used_up);
  EXPECT_EQ(school_.pc->state().unsent_changes, 0U);
}

TEST_F(LinkTest, WhoLooksOnIsToldHowFarItIs) {
  for (int number = 0; number < 100; ++number) test::log_activity(school_.pc, std::to_string(number));
  std::uint64_t last = 0;
  int told = 0;
  LinkOptions options;
  options.progress = [&](const ContactSoFar& contact) {
    ++told;
    EXPECT_GE(contact.traffic.bytes_out, last);
    last = contact.traffic.bytes_out;
  };
  const HastyClock hasty;
  sync_once(loop_, *school_.pc, hasty, options);
  EXPECT_GT(told, 1);
  EXPECT_GT(last, 0U);
}

// --- A way through a proxy ---

TEST_F(LinkTest, ThroughAProxyTheMainJobIsTheSame) {
  mektep::test::ConnectProxy proxy(loop_);
  test::log_activity(school_.pc, "Семинар");
  LinkOptions options;
  options.proxy.given = "http://127.0.0.1:" + std::to_string(proxy.port());
  const Contact contact = sync_once(loop_, *school_.pc, school_.pc.clock(), options);
  EXPECT_EQ(code_of(contact), "done");
  EXPECT_EQ(proxy.asked().size(), 1U);
  EXPECT_EQ(school_.pc->state().unsent_changes, 0U);
}

TEST_F(LinkTest, AProxyThatIsNoAddressIsAWrongCommandAndConnectsToNobody) {
  LinkOptions options;
  options.proxy.given = "socks5://127.0.0.1:1080";
  const Contact contact = sync_once(loop_, *school_.pc, school_.pc.clock(), options);
  EXPECT_EQ(code_of(contact), "net.proxy_bad");
  EXPECT_TRUE(service_.upgrades.empty());
}

// --- Conversations that end early ---

TEST_F(LinkTest, AWelcomeThatIsNoneEndsTheContactAndTheConnection) {
  service_.decide = [this](const auto& answer) {
    answer(net::Welcome{{1, 2, 3}, [this](std::shared_ptr<net::Transport> transport) {
                          server_ends_.push_back(std::move(transport));
                        }});
  };
  const Contact contact = sync();
  EXPECT_TRUE(code_of(contact).starts_with("protocol.")) << code_of(contact);
  EXPECT_GT(contact.traffic.bytes_in, 0U);
  ASSERT_TRUE(run_until([&] { return server_ends_.size() == 1; }));
  bool cut = false;
  server_ends_[0]->receive(5s, [&](const Result<Bytes>& received) { cut = !received.ok(); });
  EXPECT_TRUE(run_until([&] { return cut; }));
}

TEST_F(LinkTest, ACutConnectionIsNoLinkAndTheNextContactFinishesTheWork) {
  test::log_activity(school_.pc, "Семинар");
  service_.decide = [this](const auto& answer) {
    net::Welcome welcome = welcomed();
    welcome.start = [](const std::shared_ptr<net::Transport>& transport) { transport->abort(); };
    answer(std::move(welcome));
  };
  const Contact cut = sync();
  EXPECT_EQ(code_of(cut), "net.cut");
  EXPECT_EQ(cut.status.error().remedy, Remedy::no_link);
  EXPECT_EQ(school_.pc->state().unsent_changes, 1U);
  service_.decide = [this](const auto& answer) { answer(welcomed()); };
  EXPECT_EQ(code_of(sync()), "done");
  EXPECT_EQ(school_.pc->state().unsent_changes, 0U);
}

TEST_F(LinkTest, AServerThatLeavesSaysWhyAndWhenToComeBack) {
  prepare_ = [](ServerEnd& end) {
    end.silent = true;
    end.say(Bye{"session.server_stops", 5});
  };
  const Contact contact = sync();
  EXPECT_EQ(code_of(contact), "session.server_stops");
  EXPECT_EQ(contact.status.error().remedy, Remedy::no_link);
  EXPECT_EQ(contact.retry_after_s, 5U);
}

// A copy of the disk went on with the stream, and the server refers to what only the copy wrote.
TEST_F(LinkTest, WhatACopyOfTheDiskWroteIsAskedForAgainAtOnce) {
  test::School school(false);
  const auto sync_old = [&] { return test::sync_over_sessions(school.pc, school.server); };
  test::log_activity(school.pc, "Семинар");
  sync_old();
  const auto twin = school.pc.twin();
  test::log_activity(*twin, "көшірме");
  ServerEnd sealing(school.server);
  test::Talk talk(*twin, sealing);
  ASSERT_TRUE(talk.greet().ok());  // sealed, not sent
  test::log_activity(school.pc, "түпнұсқа");
  sync_old();

  enrol_at(*twin, endpoint());
  service_.decide = [&](const auto& answer) {
    const auto end = std::make_shared<ServerEnd>(school.server);
    answer(net::Welcome{end->welcome(asked()), [this, end](std::shared_ptr<net::Transport> transport) {
                          server_ends_.push_back(transport);
                          net::drive(std::move(transport), std::make_shared<ServerMachine>(end),
                                     server_clock_, [](const net::DriveEnd&) {});
                        }});
  };
  const Contact contact = sync_once(loop_, **twin, twin->clock());
  EXPECT_EQ(code_of(contact), "done");
  ASSERT_EQ(service_.upgrades.size(), 2U);
  EXPECT_EQ(std::get<Hello>(*decode_hello(service_.upgrades[0].hello)).streams.size(), 1U);
  EXPECT_TRUE(std::get<Hello>(*decode_hello(service_.upgrades[1].hello)).streams.empty());
  const auto heard = [this](std::size_t at) { return server_ends_[at]->traffic().bytes_in; };
  EXPECT_GT(contact.traffic.bytes_out, heard(1) + heard(0) / 2) << "both connections are counted";
}

// --- Staying ---

class WatchTest : public LinkTest {
 protected:
  // Until `stop_` is set, at the latest after `contacts_max` contacts.
  void watch_for(std::size_t contacts_max) {
    hooks_.report = [this, contacts_max](const Contact& contact, std::chrono::milliseconds next_try) {
      contacts_.push_back(contact);
      waits_.push_back(next_try);
      stop_ = stop_ || contacts_.size() >= contacts_max;
    };
    hooks_.stop = [this] { return stop_; };
    watch(loop_, *school_.pc, clock_, no_jitter_, hooks_);
  }

  HastyClock clock_;
  NoJitter no_jitter_;
  WatchHooks hooks_;
  bool stop_ = false;
  std::vector<Contact> contacts_;
  std::vector<std::chrono::milliseconds> waits_;
};

TEST_F(WatchTest, WhoWantsToLeaveBeforeItBeginsConnectsToNobody) {
  stop_ = true;
  watch_for(1);
  EXPECT_TRUE(contacts_.empty());
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(WatchTest, AServerThatIsAwayIsTriedAgain) {
  enrol_at(school_.pc, {"127.0.0.1", 1});
  watch_for(3);
  ASSERT_EQ(contacts_.size(), 3U);
  for (const Contact& contact : contacts_) EXPECT_EQ(code_of(contact), "net.unreachable");
}

TEST_F(WatchTest, TheServersWaitIsKept) {
  refuse_with({503, encode(Refusal{"session.busy", 30}), 0s});
  watch_for(1);
  EXPECT_EQ(waits_, std::vector<std::chrono::milliseconds>{30s});
}

TEST_F(WatchTest, TheNextTryIsNotedWhileItIsWaitedFor) {
  refuse_with({503, encode(Refusal{"session.busy", 30}), 0s});
  hooks_.outbox_grew = [] { return false; };
  LinkNote noted;
  hooks_.report = [&](const Contact&, std::chrono::milliseconds) {
    noted = school_.pc->link_note();
    stop_ = true;
  };
  hooks_.stop = [this] { return stop_; };
  watch(loop_, *school_.pc, clock_, no_jitter_, hooks_);
  EXPECT_EQ(noted.result, "session.busy");
  EXPECT_EQ(noted.next_ms, noted.tried_ms + 30'000);
  EXPECT_EQ(noted.linked_ms, 0);
}

TEST_F(WatchTest, WhileTheLinkStandsItIsNotedAndAtItsEndNotAnyMore) {
  LinkNote while_linked;
  hooks_.outbox_grew = [&] {
    while_linked = school_.pc->link_note();
    stop_ = true;
    return false;
  };
  watch_for(1);
  EXPECT_EQ(while_linked.linked_ms, clock_.wall().ms);
  EXPECT_EQ(school_.pc->link_note().linked_ms, 0);
}

TEST_F(WatchTest, ARefusalForGoodEndsIt) {
  refuse_with({403, encode(Refusal{"session.revoked", 0}), 0s});
  watch_for(5);
  ASSERT_EQ(contacts_.size(), 1U);
  EXPECT_EQ(code_of(contacts_[0]), "session.revoked");
}

TEST_F(WatchTest, WhoWantsToLeaveWhileLinkedSaysGoodbye) {
  hooks_.outbox_grew = [this] {
    stop_ = true;
    return false;
  };
  watch_for(1);
  ASSERT_EQ(contacts_.size(), 1U);
  EXPECT_EQ(code_of(contacts_[0]), "done");
  ASSERT_EQ(ends_.size(), 1U);
  EXPECT_TRUE(run_until([&] { return ends_[0]->count<Bye>() == 1; }));
}

TEST_F(WatchTest, WhatIsSavedWhileLinkedIsSentAtOnce) {
  bool saved = false;
  hooks_.outbox_grew = [&] {
    const bool first = !std::exchange(saved, true);
    if (first) test::log_activity(school_.pc, "Семинар");
    stop_ = school_.pc->state().unsent_changes == 0;
    return first;
  };
  watch_for(1);
  ASSERT_EQ(contacts_.size(), 1U);
  EXPECT_EQ(contacts_[0].progress.packs_pushed, 1U);
  EXPECT_EQ(contacts_[0].progress.receipts, 1U);
  EXPECT_EQ(ends_.size(), 1U) << "in the same contact";
}

// --- Enrolling ---

class EnrolTest : public LinkTest {
 protected:
  void SetUp() override {
    LinkTest::SetUp();
    ReplicaOptions options;
    options.directory = directory_.path();
    options.in_memory = true;
    replica_ = std::move(*Replica::open({clock_, random_, files_, no_log_}, std::move(options)));
    link_.host = "127.0.0.1";
    link_.port = listener_->port();
    link_.secret.fill(4);
    link_.pins = {pin()};
    service_.decide = [this](const auto& answer) {
      const auto end = std::make_shared<ServerEnd>(school_.server);
      end->say(certified());
      mektep::Welcome welcome;
      welcome.epoch = school_.server.epoch();
      answer(net::Welcome{encode(welcome), [this, end](std::shared_ptr<net::Transport> transport) {
                            net::drive(std::move(transport), std::make_shared<ServerMachine>(end),
                                       server_clock_, [](const net::DriveEnd&) {});
                          }});
    };
  }
  Enrolled certified() {
    const auto hello = std::get<EnrolHello>(*decode_hello(asked()));
    Enrolled enrolled;
    enrolled.device = school_.server.certify(hello.signing, hello.box);
    enrolled.server = school_.server.certificate();
    enrolled.epoch = school_.server.epoch();
    enrolled.school = "KZ61-0203";
    enrolled.school_scope = test::school;
    return enrolled;
  }
  Contact enrol_now() { return enrol(loop_, *replica_, clock_, link_, "мұғалім бөлмесі"); }

  test::TempDirectory directory_;
  test::ManualClock clock_;
  test::SeededRandom random_{5};
  SystemFiles files_;
  NoLog no_log_;
  std::unique_ptr<Replica> replica_;
  EnrolmentLink link_;
};

TEST_F(EnrolTest, TheLinkMakesADeviceOfTheSchool) {
  const Contact contact = enrol_now();
  EXPECT_EQ(code_of(contact), "done");
  const auto hello = std::get<EnrolHello>(*decode_hello(asked()));
  EXPECT_EQ(hello.secret, link_.secret);
  EXPECT_EQ(hello.name, "мұғалім бөлмесі");
  EXPECT_TRUE(verify(hello, service_.upgrades[0].peer.binding));
  ASSERT_TRUE(replica_->identity());
  EXPECT_EQ(replica_->identity()->school, "KZ61-0203");
  EXPECT_EQ(replica_->identity()->address, (ServerAddress{link_.host, link_.port, link_.pins}));
}

TEST_F(EnrolTest, AUsedLinkEnrolsNobody) {
  refuse_with({403, encode(Refusal{"enrol.refused", 0}), 0s});
  const Contact contact = enrol_now();
  EXPECT_EQ(code_of(contact), "enrol.refused");
  EXPECT_EQ(contact.status.error().remedy, Remedy::refused);
  EXPECT_FALSE(replica_->identity());
}

TEST_F(EnrolTest, ALinkOfAnotherServerGivesItsSecretToNobody) {
  link_.pins = {net::Pin{}};
  EXPECT_EQ(code_of(enrol_now()), "net.pin_mismatch");
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(EnrolTest, ACutBeforeTheAnswerLeavesTheDeviceAsItWas) {
  const auto decide = service_.decide;
  service_.decide = [](const auto& answer) {
    answer(net::Welcome{encode(mektep::Welcome{}),
                        [](const std::shared_ptr<net::Transport>& transport) { transport->abort(); }});
  };
  const Contact contact = enrol_now();
  EXPECT_EQ(code_of(contact), "net.cut");
  EXPECT_EQ(contact.status.error().remedy, Remedy::no_link);
  EXPECT_FALSE(replica_->identity());
  service_.decide = decide;
  EXPECT_EQ(code_of(enrol_now()), "done") << "with the same keys";
}

}  // namespace
}  // namespace mektep::client
