#include "server/http/service.h"

#include "shared/protocol/frame.h"
#include "tests/server/http/house_fixture.h"
#include "tests/support/memory_transport.h"

namespace mektep::server::test {
namespace {

class KeptLines final : public Log {
 public:
  void line(std::string_view event, std::initializer_list<LogField> fields) override {
    std::string text(event);
    for (const auto& [name, value] : fields) text += " " + std::string(name) + "=" + value;
    lines.push_back(std::move(text));
  }
  std::vector<std::string> lines;
};

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() { peer_.binding.fill(0x5a); }

  net::HttpResponse get(const std::string& target, const std::string& cookie = {}) {
    net::HttpRequest request;
    request.target = target;
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    std::optional<net::HttpResponse> answered;
    service_.on_request(std::move(request), peer_, [&](net::HttpResponse response) { answered = std::move(response); });
    house_.settle();
    EXPECT_TRUE(answered.has_value()) << target << " was not answered";
    return answered.value_or(net::HttpResponse{});
  }
  std::string page_link() {
    const auto secret = make_page_token(house_.network.parts);
    return "/open?secret=" + to_base64url(*secret);
  }
  // The cookie of a browser that opened the link.
  std::string opened() {
    const auto response = get(page_link());
    EXPECT_EQ(response.status, 303U);
    const auto header = std::string(net::header_of(response.headers, "Set-Cookie"));
    return header.substr(0, header.find(';'));
  }
  net::UpgradeAnswer upgrade(const Bytes& hello) {
    std::optional<net::UpgradeAnswer> answered;
    service_.on_upgrade({hello, peer_}, [&](net::UpgradeAnswer answer) { answered = std::move(answer); });
    house_.settle();
    EXPECT_TRUE(answered.has_value());
    return answered.value_or(net::Refuse{});
  }
  static std::string code_of(const net::UpgradeAnswer& answer) {
    const auto* refused_one = std::get_if<net::Refuse>(&answer);
    if (refused_one == nullptr) return "welcome";
    const auto refusal = decode_refusal(refused_one->refusal);
    return refusal ? refusal->code : "unreadable";
  }
  Bytes hello_of(const Pen& pen) {
    Hello hello;
    hello.device = pen.id();
    sign(hello, peer_.binding, pen.key());
    return encode(hello);
  }
  Bytes enrolment_of(const Pen& pen, const Secret& secret) {
    EnrolHello hello;
    hello.secret = secret;
    hello.signing = pen.key().public_key();
    hello.box = BoxKey::draw(house_.network.random).public_key();
    hello.name = "ПК";
    sign(hello, peer_.binding, pen.key());
    return encode(hello);
  }

  House house_;
  Gate gate_{house_.network.clock, house_.network.random};
  PageSessions sessions_{house_.network.clock, house_.network.random};
  KeptLines log_;
  net::Peer peer_;
  PageFigures figures_{house_.network.store->schema(), house_.network.clock, Language::kk};
  Service service_{ServiceParts{house_.parts, gate_, sessions_, figures_, 3, log_}};
};

TEST_F(ServiceTest, WhoComesInACrowdIsToldWhenToComeBackBeforeAnythingIsLookedUp) {
  std::optional<net::UpgradeAnswer> answered;
  for (std::uint32_t device = 0; device <= limits::greetings_at_once_max; ++device) {
    answered.reset();
    service_.on_upgrade({Bytes{1, 2, 3}, peer_}, [&](net::UpgradeAnswer answer) { answered = std::move(answer); });
  }
  ASSERT_TRUE(answered);
  const auto& refuse = std::get<net::Refuse>(*answered);
  EXPECT_EQ(refuse.status, 503U);
  EXPECT_EQ(decode_refusal(refuse.refusal)->code, "session.busy");
  EXPECT_GE(refuse.retry_after.count(), 1);
}

TEST_F(ServiceTest, TheOneTimeLinkOpensOnce) {
  const auto link = page_link();
  EXPECT_EQ(get(link).status, 303U);
  EXPECT_EQ(get(link).status, 403U);
}

TEST_F(ServiceTest, AWrongLinkOpensNothing) {
  EXPECT_EQ(get("/open?secret=AAAAAAAAAAAAAAAAAAAAAA").status, 403U);
  EXPECT_EQ(get("/open?secret=short").status, 403U);
  EXPECT_EQ(get("/open?secret=%00%ff").status, 403U);
  EXPECT_EQ(get("/open").status, 403U);
}

TEST_F(ServiceTest, ALinkThatLayAroundOpensNothing) {
  const auto link = page_link();
  house_.network.clock.advance(limits::enrolment_valid_for + std::chrono::hours(1));
  EXPECT_EQ(get(link).status, 403U);
}

TEST_F(ServiceTest, PagesAreForBrowsersThatWereLetIn) {
  for (const auto* target : {"/", "/office.js", "/office.css", "/api/words"}) {
    EXPECT_EQ(get(target).status, 403U) << target;
  }
  const auto cookie = opened();
  for (const auto* target : {"/", "/office.js", "/office.css", "/api/words"}) {
    EXPECT_EQ(get(target, cookie).status, 200U) << target;
  }
}

TEST_F(ServiceTest, AGuessedCookieLetsNobodyIn) { EXPECT_EQ(get("/", "__Host-mektep=guess").status, 403U); }

TEST_F(ServiceTest, FiguresAreThoseThatWereAskedFor) {
  const auto cookie = opened();
  EXPECT_NE(get("/api/words?lang=ru", cookie).body.find(R"("language":"ru")"), std::string::npos);
  EXPECT_NE(get("/api/indicators", cookie).body.find(R"("rows":[])"), std::string::npos);
  EXPECT_EQ(get("/api/indicators?period=unknown", cookie).status, 404U);
}

TEST_F(ServiceTest, WhatIsNotThereIsMissing) {
  EXPECT_EQ(get("/secret").status, 404U);
  EXPECT_EQ(get("/api/people", opened()).status, 404U);
}

TEST_F(ServiceTest, AFullQueueDeniesRatherThanWaits) {
  const auto link = page_link();
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) house_.writer.perform([](const ServerParts&) {});
  EXPECT_EQ(get(link).status, 403U);
  EXPECT_EQ(get(link).status, 303U) << "the link was not used up";
}

TEST_F(ServiceTest, AKnownDeviceIsWelcome) {
  const Pen pen = house_.network.enrolled_pen();
  const auto answer = upgrade(hello_of(pen));
  const auto* welcome = std::get_if<net::Welcome>(&answer);
  ASSERT_NE(welcome, nullptr);
  const auto decoded = decode_welcome(welcome->welcome);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->epoch, Epoch{77});
  EXPECT_TRUE(welcome->start != nullptr);
}

TEST_F(ServiceTest, AStrangerIsRefusedWithoutLearningAnything) {
  const Pen stranger(house_.network.random, RecordId{1});
  const auto answer = upgrade(hello_of(stranger));
  EXPECT_EQ(code_of(answer), "session.unknown_device");
  EXPECT_EQ(std::get<net::Refuse>(answer).status, 403U);
}

TEST_F(ServiceTest, ARevokedDeviceIsRefused) {
  const Pen pen = house_.network.enrolled_pen();
  ASSERT_TRUE(revoke(house_.network.parts, 1, "office").ok());
  EXPECT_EQ(code_of(upgrade(hello_of(pen))), "session.revoked");
}

TEST_F(ServiceTest, GarbageIsRefused) { EXPECT_TRUE(code_of(upgrade({0xff, 0, 1})).starts_with("protocol.")); }

TEST_F(ServiceTest, ANewcomerWithALinkIsEnrolled) {
  const Pen pen(house_.network.random, RecordId{1});
  const auto secret = invite(house_.network.parts, {"KZ61-0203", "coordinator", {}, "office"});
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(code_of(upgrade(enrolment_of(pen, *secret))), "welcome");
  EXPECT_TRUE(house_.network.reader->device(pen.id()).has_value());
  EXPECT_EQ(code_of(upgrade(hello_of(pen))), "welcome");
}

TEST_F(ServiceTest, ALinkEnrolsOneDevice) {
  const Pen pen(house_.network.random, RecordId{1});
  const Pen second(house_.network.random, RecordId{1});
  const auto secret = invite(house_.network.parts, {"KZ61-0203", "coordinator", {}, "office"});
  upgrade(enrolment_of(pen, *secret));
  EXPECT_EQ(code_of(upgrade(enrolment_of(second, *secret))), "enrol.refused");
  EXPECT_EQ(code_of(upgrade(enrolment_of(second, Secret{}))), "enrol.refused");
}

TEST_F(ServiceTest, AHelloOfAnotherConnectionIsRefused) {
  const Pen pen = house_.network.enrolled_pen();
  const Bytes overheard = hello_of(pen);
  peer_.binding.fill(0x77);
  EXPECT_NE(code_of(upgrade(overheard)), "welcome");
  EXPECT_EQ(code_of(upgrade(hello_of(pen))), "welcome");
}

TEST_F(ServiceTest, ABrowsersSessionEndsWithTheWorkingDay) {
  const auto cookie = opened();
  house_.network.clock.advance(std::chrono::hours(13));
  EXPECT_EQ(get("/", cookie).status, 403U);
}

TEST_F(ServiceTest, TheLogNamesWhatHappenedAndNoSecret) {
  const Pen pen(house_.network.random, RecordId{1});
  const auto secret = invite(house_.network.parts, {"KZ61-0203", "coordinator", {}, "office"});
  upgrade(hello_of(pen));
  upgrade(enrolment_of(pen, *secret));
  upgrade(enrolment_of(Pen(house_.network.random, RecordId{1}), *secret));
  const auto link = page_link();
  get(link);
  get(link);
  EXPECT_EQ(log_.lines, (std::vector<std::string>{"session.refused code=session.unknown_device",
                                                  "enrol.done device=1", "enrol.refused code=enrol.refused",
                                                  "page.opened", "page.denied"}));
}

// What follows the welcome, over a connection in memory.
class StartedTest : public ServiceTest {
 protected:
  // The server's machine at one end; what it says until it waits.
  std::vector<Message> start(const Bytes& hello) {
    const auto answer = upgrade(hello);
    const auto* welcome = std::get_if<net::Welcome>(&answer);
    if (welcome == nullptr) return {};
    auto [server_end, client_end] = mektep::test::MemoryTransport::make_pair(loop_);
    client_end_ = client_end;
    welcome->start(server_end);
    listen();
    for (int round = 0; round < 20; ++round) {
      loop_.run();
      house_.settle();
    }
    return said_;
  }
  void listen() {
    client_end_->receive(net::no_limit, [this](const Result<Bytes>& piece) {
      if (!piece.ok()) {
        end_ = piece.error().code;
        return;
      }
      const auto message = reader_.read(*piece);
      if (message.ok() && *message) said_.push_back(**message);
      listen();
    });
  }

  mektep::test::ManualClock clock_;
  mektep::test::MemoryLoop loop_{clock_};
  std::shared_ptr<mektep::test::MemoryTransport> client_end_;
  FrameReader reader_;
  std::vector<Message> said_;
  std::string end_;
};

TEST_F(StartedTest, AWelcomedDeviceIsToldWhatItMayFollow) {
  const Pen pen = house_.network.enrolled_pen();
  const auto said = start(hello_of(pen));
  ASSERT_FALSE(said.empty());
  const auto& grants = std::get<Grants>(said[0]);
  EXPECT_EQ(grants.grants.size(), 3U);
  EXPECT_EQ(grants.schema_version, 3U);
  EXPECT_EQ(house_.conversations.devices(), std::vector{pen.id()});
}

TEST_F(StartedTest, ADeviceThatHangsUpIsLinkedNoMore) {
  start(hello_of(house_.network.enrolled_pen()));
  EXPECT_EQ(house_.conversations.count(), 1U);
  client_end_->abort();
  loop_.run();
  EXPECT_EQ(house_.conversations.count(), 0U);
  EXPECT_TRUE(house_.feed.followed().empty());
}

TEST_F(StartedTest, ANewcomerHearsItsCertificateThenGoodbye) {
  const Pen pen(house_.network.random, RecordId{1});
  const auto secret = invite(house_.network.parts, {"KZ61-0203", "coordinator", {}, "office"});
  const auto said = start(enrolment_of(pen, *secret));
  ASSERT_EQ(said.size(), 2U);
  const auto& enrolled = std::get<Enrolled>(said[0]);
  EXPECT_EQ(enrolled.device.signing, pen.key().public_key());
  EXPECT_TRUE(verify(enrolled.device, enrolled.server.server));
  EXPECT_EQ(enrolled.epoch, Epoch{77});
  EXPECT_TRUE(std::holds_alternative<Bye>(said[1]));
  EXPECT_EQ(end_, "net.closed");
  EXPECT_EQ(house_.conversations.count(), 0U) << "it comes back as the device that it is now";
}

TEST_F(ServiceTest, AFullQueueAsksANewcomerToComeBack) {
  const Pen pen(house_.network.random, RecordId{1});
  const auto secret = invite(house_.network.parts, {"KZ61-0203", "coordinator", {}, "office"});
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) house_.writer.perform([](const ServerParts&) {});
  const auto answer = upgrade(enrolment_of(pen, *secret));
  EXPECT_EQ(code_of(answer), "session.busy");
  EXPECT_EQ(std::get<net::Refuse>(answer).status, 503U);
  EXPECT_GT(std::get<net::Refuse>(answer).retry_after.count(), 0);
}

}  // namespace
}  // namespace mektep::server::test
