#include "client/sync/enrolment.h"

#include "shared/base/limits.h"
#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

// A device that has nothing yet, and a session that presents a link.
class EnrolmentTest : public ::testing::Test {
 protected:
  TinyServer server_;
  TempDirectory directory_;
  ManualClock clock_;
  SeededRandom random_{5};
  SystemFiles files_;
  NoLog log_;
  std::unique_ptr<Replica> replica_ = opened();
  Keys& keys_ = **replica_->prepare_keys();
  EnrolmentLink link_{"server.example", 8443, {}, {}, 0};
  EnrolmentSession session_{*replica_, keys_, clock_, link_, "мұғалім бөлмесі"};
  Monotonic now_{1000};

  std::unique_ptr<Replica> opened() {
    ReplicaOptions options;
    options.directory = directory_.path();
    options.in_memory = true;
    return std::move(*Replica::open({clock_, random_, files_, log_}, std::move(options)));
  }
  Enrolled answer() {
    Enrolled enrolled;
    enrolled.device = server_.certify(keys_.signing.public_key(), keys_.box.public_key());
    enrolled.server = server_.certificate();
    enrolled.epoch = server_.epoch();
    enrolled.school = "KZ61-0203";
    enrolled.school_scope = school;
    return enrolled;
  }
  void greet() {
    Welcome welcome;
    welcome.epoch = server_.epoch();
    session_.hello(ChannelBinding{});
    ASSERT_TRUE(session_.on_welcome(encode(welcome), now_).ok());
  }
  void hear(const Message& message) {
    for (const Bytes& piece : encode_frames(message)) session_.on_message(piece, now_);
  }
  std::string code() const { return session_.status() ? "done" : session_.status().error().code; }
};

TEST_F(EnrolmentTest, TheHelloPresentsTheSecretAndTheNewKeysSigned) {
  const auto decoded = decode_hello(session_.hello(ChannelBinding{}));
  ASSERT_TRUE(decoded.ok());
  const auto& hello = std::get<EnrolHello>(*decoded);
  EXPECT_EQ(hello.secret, link_.secret);
  EXPECT_EQ(hello.signing, keys_.signing.public_key());
  EXPECT_EQ(hello.name, "мұғалім бөлмесі");
  EXPECT_TRUE(verify(hello, ChannelBinding{}));
  ChannelBinding other{};
  other[0] = 1;
  EXPECT_FALSE(verify(hello, other));
}

TEST_F(EnrolmentTest, TheAnswerIsKept) {
  greet();
  EXPECT_FALSE(session_.finished());
  hear(answer());
  EXPECT_TRUE(session_.finished());
  EXPECT_EQ(code(), "done");
  ASSERT_TRUE(replica_->identity());
  EXPECT_EQ(replica_->identity()->school, "KZ61-0203");
  EXPECT_EQ(replica_->identity()->address.host, "server.example");
}

TEST_F(EnrolmentTest, ACertificateOfAnotherKeyIsRefused) {
  greet();
  Enrolled wrong = answer();
  const SigningKey other = SigningKey::draw(random_);
  wrong.device = server_.certify(other.public_key(), keys_.box.public_key());
  hear(wrong);
  EXPECT_EQ(code(), "enrol.bad_certificate");
  EXPECT_FALSE(replica_->identity());
}

TEST_F(EnrolmentTest, ACertificateThatTheServerDidNotSignIsRefused) {
  greet();
  Enrolled wrong = answer();
  wrong.device.number += 1;
  hear(wrong);
  EXPECT_EQ(code(), "enrol.bad_certificate");
}

TEST_F(EnrolmentTest, AServerThatItsNetworkDidNotSignIsRefused) {
  greet();
  Enrolled wrong = answer();
  wrong.server.network = SigningKey::draw(random_).public_key();
  hear(wrong);
  EXPECT_EQ(code(), "enrol.bad_certificate");
}

TEST_F(EnrolmentTest, ADeviceOfOneNetworkDoesNotGoToAnother) {
  greet();
  hear(answer());
  TinyServer other(99);
  EnrolmentSession again(*replica_, keys_, clock_, link_, "PC");
  Enrolled enrolled = answer();
  enrolled.server = other.certificate();
  enrolled.device = other.certify(keys_.signing.public_key(), keys_.box.public_key());
  for (const Bytes& piece : encode_frames(enrolled)) again.on_message(piece, now_);
  ASSERT_TRUE(again.finished());
  EXPECT_EQ(again.status().error().code, "enrol.other_network");
  EXPECT_EQ(replica_->identity()->server, server_.certificate());
}

TEST_F(EnrolmentTest, AByeInsteadOfAnAnswerIsARefusal) {
  greet();
  hear(Bye{"enrol.refused", 0});
  EXPECT_TRUE(session_.finished());
  EXPECT_EQ(code(), "enrol.refused");
}

TEST_F(EnrolmentTest, HostileBytesEndIt) {
  greet();
  session_.on_message(Bytes{4, 0, 255, 255, 255, 255, 255, 255, 255}, now_);
  EXPECT_TRUE(session_.finished());
  EXPECT_EQ(code(), "protocol.malformed");
}

TEST_F(EnrolmentTest, AServerThatSaysNothingIsLeftAfterAWhile) {
  greet();
  session_.on_tick(now_);
  EXPECT_FALSE(session_.finished());
  ASSERT_EQ(session_.deadline(), now_ + limits::handshake_timeout);
  session_.on_tick(session_.deadline());
  EXPECT_TRUE(session_.finished());
  EXPECT_EQ(code(), "session.stalled");
}

TEST_F(EnrolmentTest, ACutBeforeTheAnswerIsNoLinkAndCanBeTriedAgain) {
  greet();
  EXPECT_EQ(session_.status().error().remedy, Remedy::no_link);
  EnrolmentSession again(*replica_, keys_, clock_, link_, "PC");
  const auto hello = std::get<EnrolHello>(*decode_hello(again.hello(ChannelBinding{})));
  EXPECT_EQ(hello.signing, keys_.signing.public_key());
}

}  // namespace
}  // namespace mektep::client::test
