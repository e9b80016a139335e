#include "server/http/newcomer.h"

#include "shared/protocol/frame.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

Enrolled some_answer() {
  Network network(StoreKind::memory);
  Welcomed welcomed;
  welcomed.school = network.school;
  welcomed.certificate.network = network.keys.network();
  welcomed.certificate.signing = SigningKey::draw(network.random).public_key();
  welcomed.certificate.box = BoxKey::draw(network.random).public_key();
  return enrolled_message(welcomed, network.parts, Epoch{77});
}

TEST(Newcomers, WhatTheHelloSaysIsPresented) {
  EnrolHello hello;
  hello.secret.fill(4);
  hello.name = "ПК";
  hello.signing.fill(5);
  hello.box.fill(6);
  const Newcomer newcomer = newcomer_of(hello);
  EXPECT_EQ(newcomer.secret, hello.secret);
  EXPECT_EQ(newcomer.signing, hello.signing);
  EXPECT_EQ(newcomer.box, hello.box);
  EXPECT_EQ(newcomer.name, "ПК");
}

TEST(Newcomers, TheAnswerHoldsBothCertificatesAndTheSchool) {
  Network network(StoreKind::memory);
  Welcomed welcomed;
  welcomed.school = network.school;
  welcomed.certificate.number = 12;
  const Enrolled enrolled = enrolled_message(welcomed, network.parts, Epoch{77});
  EXPECT_EQ(enrolled.device.number, 12U);
  EXPECT_EQ(enrolled.server, network.keys.certificate);
  EXPECT_EQ(enrolled.school, "KZ61-0203");
  EXPECT_EQ(enrolled.school_scope, network.scope());
}

TEST(Newcomers, OneAnswerThenGoodbye) {
  const Enrolled answer = some_answer();
  NewcomerSession session(answer);
  FrameReader reader;
  std::vector<Message> said;
  EXPECT_FALSE(session.finished());
  while (const auto piece = session.next_message({})) {
    const auto message = reader.read(*piece);
    ASSERT_TRUE(message.ok());
    if (*message) said.push_back(**message);
  }
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(std::get<Enrolled>(said[0]), answer);
  EXPECT_EQ(std::get<Bye>(said[1]), Bye{});
  EXPECT_TRUE(session.finished());
}

TEST(Newcomers, AfterTheGoodbyeNothingIsSaid) {
  NewcomerSession session(some_answer());
  while (session.next_message({})) continue;
  EXPECT_FALSE(session.next_message({}).has_value());
  EXPECT_TRUE(session.finished());
  EXPECT_EQ(session.close_code(), net::CloseCode::normal);
}

TEST(Newcomers, WhatTheySayMeanwhileIsPassedOver) {
  NewcomerSession session(some_answer());
  session.on_message(Bytes{0xff, 0xff}, {});
  session.on_tick({});
  EXPECT_TRUE(session.next_message({}).has_value());
  EXPECT_EQ(session.deadline(), Monotonic::max());
}

}  // namespace
}  // namespace mektep::server::test
