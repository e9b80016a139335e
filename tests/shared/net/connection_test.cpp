#include "shared/net/connection.h"

#include "tests/shared/net/net_fixture.h"
#include "tests/shared/net/raw_peer.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class Conversing : public ListeningTest {
 protected:
  RawClient open_stream() { return {loop_, listener_->port(), pin(), made_at}; }

  std::string answer_to(const std::string& request) {
    RawClient client = open_stream();
    client.write(request);
    const std::string answer = client.read();
    return answer.substr(0, answer.find("\r\n"));
  }

  static std::string upgrade(const std::string& headers, const std::string& target = "/sync") {
    return "GET " + target +
           " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           headers + "\r\n";
  }
};

TEST_F(Conversing, RequestsFollowEachOtherOnOneConnection) {
  listen();
  RawClient stream = open_stream();
  stream.write(
      "GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answers = stream.read();
  EXPECT_NE(answers.find("GET /one "), std::string::npos);
  EXPECT_NE(answers.find("GET /two "), std::string::npos);
}

TEST_F(Conversing, BodyArrivesWhole) {
  listen();
  RawClient stream = open_stream();
  stream.write("POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
  stream.write("def");
  EXPECT_NE(stream.read().find("POST /form abcdef"), std::string::npos);
}

TEST_F(Conversing, HeadIsAnsweredWithoutBody) {
  listen();
  RawClient stream = open_stream();
  stream.write("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = stream.read();
  EXPECT_NE(answer.find("Content-Length: 7"), std::string::npos);
  EXPECT_EQ(answer.substr(answer.size() - 4), "\r\n\r\n");
}

TEST_F(Conversing, WhatIsNotHttpIsRefused) {
  listen();
  EXPECT_EQ(answer_to("nine hostile bytes\r\n\r\n"), "HTTP/1.1 400 Bad Request");
}

TEST_F(Conversing, RequestOfTwoLengthsIsRefused) {
  listen();
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(answer_to(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "HTTP/1.1 411 Length Required");
  EXPECT_EQ(
      answer_to(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").substr(0, 10),
      "HTTP/1.1 4");
  EXPECT_EQ(answer_to(post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde").substr(0, 12),
            "HTTP/1.1 400");
  EXPECT_TRUE(service_.requests.empty());
}

TEST_F(Conversing, RequestWithoutHostIsRefused) {
  listen();
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\n\r\n"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), "HTTP/1.1 400 Bad Request");
}

TEST_F(Conversing, HeadersAreBounded) {
  listen();
  const std::string large(limits::request_header_bytes_max, 'x');
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + large + "\r\n\r\n"),
            "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_F(Conversing, BodiesAreBounded) {
  listen();
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ";
  EXPECT_EQ(answer_to(post + std::to_string(limits::request_body_bytes_max + 1) + "\r\n\r\n"),
            "HTTP/1.1 413 Payload Too Large");
  EXPECT_EQ(answer_to(post + "18446744073709551615\r\n\r\n").substr(0, 10), "HTTP/1.1 4");
  const std::string full(limits::request_body_bytes_max, 'x');
  EXPECT_EQ(answer_to(post + std::to_string(full.size()) + "\r\n\r\n" + full), "HTTP/1.1 200 OK");
}

TEST_F(Conversing, UpgradeElsewhereOrInAnotherLanguageIsRefused) {
  listen();
  const std::string ours = "Sec-WebSocket-Protocol: other, mektep.1\r\n";
  const std::string hello = "Mektep-Hello: aGVsbG8\r\n";
  EXPECT_EQ(answer_to(upgrade(ours + hello, "/other")), "HTTP/1.1 404 Not Found");
  EXPECT_EQ(answer_to(upgrade(hello)), "HTTP/1.1 426 Upgrade Required");
  EXPECT_EQ(answer_to(upgrade("Sec-WebSocket-Protocol: mektep.99\r\n" + hello)),
            "HTTP/1.1 426 Upgrade Required");
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(Conversing, HelloMustBeThereAndFit) {
  listen();
  const std::string ours = "Sec-WebSocket-Protocol: mektep.1\r\n";
  const std::string large = to_base64url(Bytes(limits::hello_bytes_max + 1, 1));
  EXPECT_EQ(answer_to(upgrade(ours)), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(answer_to(upgrade(ours + "Mektep-Hello: no+base/64\r\n")), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(answer_to(upgrade(ours + "Mektep-Hello: " + large + "\r\n")), "HTTP/1.1 400 Bad Request");
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(Conversing, OneOfSeveralOfferedLanguagesIsOurs) {
  listen();
  RawClient stream = open_stream();
  stream.write(
      upgrade("Sec-WebSocket-Protocol: mektep.2, mektep.1\r\nMektep-Hello: aGVsbG8\r\n"
              "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  const std::string answer = stream.read("\r\n\r\n");
  EXPECT_EQ(answer.substr(0, answer.find("\r\n")), "HTTP/1.1 101 Switching Protocols");
  EXPECT_NE(answer.find("Sec-WebSocket-Protocol: mektep.1\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("permessage-deflate"), std::string::npos);
  EXPECT_NE(answer.find("Mektep-Welcome: " + to_base64url(view_of("welcome"))), std::string::npos);
}

// Above the upgrade: a client that breaks the rules of RFC 6455.
class Framing : public Conversing {
 protected:
  // What the server's transport says when the client sends `frame`.
  std::string failure_after(const std::string& frame) {
    listen();
    RawClient client = open_stream();
    client.write(upgrade("Sec-WebSocket-Protocol: mektep.1\r\nMektep-Hello: aGVsbG8\r\n"));
    client.read("\r\n\r\n");
    EXPECT_TRUE(run_until([&] { return server_ends_.size() == 1; }));
    std::string failure;
    server_ends_[0]->receive(5s, [&](const Result<Bytes>& received) {
      failure = received.ok() ? "received " + to_hex(*received) : received.error().code;
    });
    client.write(frame);
    EXPECT_TRUE(run_until([&] { return !failure.empty(); }));
    return failure;
  }

  static std::string frame(std::string_view hex) { return std::string(text_of(*from_hex(hex))); }
};

TEST_F(Framing, MaskedBinaryFrameArrives) {
  // FIN binary, masked, 3 bytes, mask 01020304, payload 00 01 02.
  EXPECT_EQ(failure_after(frame("8283"
                                "01020304"
                                "010301")),
            "received 000102");
}

TEST_F(Framing, FragmentsBecomeOneMessage) {
  EXPECT_EQ(failure_after(frame("0281"
                                "00000000"
                                "aa") +
                          frame("8081"
                                "00000000"
                                "bb")),
            "received aabb");
}

TEST_F(Framing, UnmaskedFrameEndsTheConnection) { EXPECT_EQ(failure_after(frame("8201aa")), "net.cut"); }

TEST_F(Framing, TextEndsTheConnection) {
  EXPECT_EQ(failure_after(frame("8181"
                                "00000000"
                                "61")),
            "net.cut");
}

TEST_F(Framing, CompressedFrameEndsTheConnection) {
  EXPECT_EQ(failure_after(frame("c281"
                                "00000000"
                                "00")),
            "net.cut");
}

TEST_F(Framing, DeclaredSizeAboveTheLimitEndsTheConnectionBeforeItArrives) {
  EXPECT_EQ(failure_after(frame("82ff"
                                "00000000ffffffff"
                                "00000000")),
            "net.cut");
  server_ends_.clear();
}

TEST_F(Framing, FragmentsAboveTheLimitEndTheConnection) {
  // Two fragments of 16 382 bytes each.
  const std::string part(16'382, 'x');
  EXPECT_EQ(failure_after(frame("02fe3ffe"
                                "00000000") +
                          part +
                          frame("80fe3ffe"
                                "00000000") +
                          part),
            "net.cut");
}

TEST_F(Framing, PingIsAnsweredAndIsNoMessage) {
  listen();
  RawClient client = open_stream();
  client.write(upgrade("Sec-WebSocket-Protocol: mektep.1\r\nMektep-Hello: aGVsbG8\r\n"));
  client.read("\r\n\r\n");
  EXPECT_TRUE(run_until([&] { return server_ends_.size() == 1; }));
  bool received = false;
  server_ends_[0]->receive(no_limit, [&](const Result<Bytes>&) { received = true; });
  client.write(
      frame("8982"
            "00000000"
            "6869"));
  EXPECT_EQ(client.read("hi"), frame("8a026869"));
  EXPECT_FALSE(received);
}

TEST_F(Conversing, SilenceEndsTheConnection) {
  ListenerOptions options;
  options.header_limit = 20ms;
  options.idle_limit = 20ms;
  listen(options);
  RawClient silent = open_stream();
  EXPECT_EQ(silent.read(), "");
  RawClient slow = open_stream();
  slow.write("GET / HTT");
  EXPECT_EQ(slow.read(), "");
  RawClient idle = open_stream();
  idle.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(idle.read().substr(0, 15), "HTTP/1.1 200 OK");
}

TEST_F(Conversing, BodyThatNeverEndsIsDropped) {
  ListenerOptions options;
  options.body_limit = 20ms;
  listen(options);
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"), "");
  EXPECT_TRUE(service_.requests.empty());
}

TEST_F(Conversing, PeerThatNeverShakesHandsIsDropped) {
  ListenerOptions options;
  options.tls_limit = 20ms;
  listen(options);
  tcp::socket socket(loop_.core().context);
  socket.connect(loopback(listener_->port()));
  EXPECT_TRUE(run_until([&] { return listener_->connections() == 1; }));
  EXPECT_TRUE(run_until([&] { return listener_->connections() == 0; }));
}

TEST_F(Conversing, QuestionWithoutAnswerIsAnswered503) {
  ListenerOptions options;
  options.answer_limit = 20ms;
  listen(options);
  service_.respond = nullptr;
  service_.decide = nullptr;
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            "HTTP/1.1 503 Service Unavailable");
  EXPECT_EQ(answer_to(upgrade("Sec-WebSocket-Protocol: mektep.1\r\nMektep-Hello: aGVsbG8\r\n")),
            "HTTP/1.1 503 Service Unavailable");
}

TEST_F(Conversing, FirstOfSeveralAnswersCounts) {
  listen();
  service_.respond = [](const HttpRequest&, const std::function<void(HttpResponse)>& answer) {
    answer({404, {}, {}});
    answer({200, {}, {}});
  };
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "HTTP/1.1 404 Not Found");
}

TEST_F(Conversing, ServiceThatThrowsLosesItsConnectionOnly) {
  listen();
  service_.respond = [](const HttpRequest&, const std::function<void(HttpResponse)>&) {
    throw std::runtime_error("disk full");
  };
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
  EXPECT_EQ(log_.events, (std::vector<std::string>{"net.connection_failed"}));
  service_.respond = [](const HttpRequest&, const std::function<void(HttpResponse)>& answer) { answer({}); };
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "HTTP/1.1 200 OK");
}

}  // namespace
}  // namespace mektep::net
