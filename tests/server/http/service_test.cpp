#include "server/http/service.h"

#include "shared/protocol/frame.h"
#include "tests/server/http/house_fixture.h"

namespace mektep::server::test {
namespace {

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
  PageSessions sessions_{house_.network.clock, house_.network.random};
  NoLog log_;
  net::Peer peer_;
  Service service_{ServiceParts{house_.parts, sessions_,
                                [](const Reader&, const OfficeRequest& request) -> std::optional<std::string> {
                                  if (request.kind == "words") return R"({"language":"kk"})";
                                  return std::nullopt;
                                },
                                3, log_}};
};

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

TEST_F(ServiceTest, FiguresComeFromWhoKnowsThem) {
  const auto cookie = opened();
  EXPECT_EQ(get("/api/words?lang=kk", cookie).body, R"({"language":"kk"})");
  EXPECT_EQ(get("/api/indicators", cookie).status, 404U);
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
