#include "shared/net/connection.h"

#include <boost/asio/write.hpp>

#include "shared/net/loop_core.h"
#include "shared/net/tls_stream.h"
#include "tests/shared/net/net_fixture.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

// What a peer that is no client of ours says, byte by byte.
class Conversing : public ListeningTest {
 protected:
  TlsStream open_stream() {
    tcp::socket socket(loop_.core().context);
    socket.connect({asio::ip::make_address("127.0.0.1"), listener_->port()});
    socket.set_option(tcp::no_delay(true));
    TlsStream stream(std::move(socket), TlsContext::client(), {pin()}, made_at, "127.0.0.1");
    std::optional<error_code> shaken;
    stream.async_handshake([&](error_code error) { shaken = error; });
    EXPECT_TRUE(run_until([&] { return shaken.has_value(); }));
    EXPECT_FALSE(*shaken);
    return stream;
  }

  void write(TlsStream& stream, const std::string& text) {
    bool written = false;
    asio::async_write(stream, asio::buffer(text), [&](error_code, std::size_t) { written = true; });
    EXPECT_TRUE(run_until([&] { return written; }));
  }

  // Until the server ends the connection, or `enough` is in it.
  std::string read(TlsStream& stream, const std::string& enough = "\n\n\n") {
    std::string all;
    bool ended = false;
    std::array<char, 4096> room{};
    std::function<void()> again = [&] {
      stream.async_read_some(asio::buffer(room), [&](error_code error, std::size_t size) {
        all.append(room.data(), size);
        ended = error || all.find(enough) != std::string::npos;
        if (!ended) again();
      });
    };
    again();
    EXPECT_TRUE(run_until([&] { return ended; }));
    return all;
  }

  std::string answer_to(const std::string& request) {
    TlsStream stream = open_stream();
    write(stream, request);
    const std::string answer = read(stream);
    return answer.substr(0, answer.find("\r\n"));
  }

  static std::string upgrade(const std::string& headers, const std::string& target = "/sync") {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
  }
};

TEST_F(Conversing, RequestsFollowEachOtherOnOneConnection) {
  listen();
  TlsStream stream = open_stream();
  write(stream, "GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answers = read(stream);
  EXPECT_NE(answers.find("GET /one "), std::string::npos);
  EXPECT_NE(answers.find("GET /two "), std::string::npos);
}

TEST_F(Conversing, BodyArrivesWhole) {
  listen();
  TlsStream stream = open_stream();
  write(stream, "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
  write(stream, "def");
  EXPECT_NE(read(stream).find("POST /form abcdef"), std::string::npos);
}

TEST_F(Conversing, HeadIsAnsweredWithoutBody) {
  listen();
  TlsStream stream = open_stream();
  write(stream, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = read(stream);
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
  EXPECT_EQ(answer_to(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").substr(0, 10),
            "HTTP/1.1 4");
  EXPECT_EQ(answer_to(post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde").substr(0, 12), "HTTP/1.1 400");
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
  EXPECT_EQ(answer_to(upgrade("Sec-WebSocket-Protocol: mektep.99\r\n" + hello)), "HTTP/1.1 426 Upgrade Required");
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
  TlsStream stream = open_stream();
  write(stream, upgrade("Sec-WebSocket-Protocol: mektep.2, mektep.1\r\nMektep-Hello: aGVsbG8\r\n"
                        "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
  const std::string answer = read(stream, "\r\n\r\n");
  EXPECT_EQ(answer.substr(0, answer.find("\r\n")), "HTTP/1.1 101 Switching Protocols");
  EXPECT_NE(answer.find("Sec-WebSocket-Protocol: mektep.1\r\n"), std::string::npos);
  EXPECT_EQ(answer.find("permessage-deflate"), std::string::npos);
  EXPECT_NE(answer.find("Mektep-Welcome: " + to_base64url(view_of("welcome"))), std::string::npos);
}

TEST_F(Conversing, SilenceEndsTheConnection) {
  ListenerOptions options;
  options.header_limit = 20ms;
  options.idle_limit = 20ms;
  listen(options);
  TlsStream silent = open_stream();
  EXPECT_EQ(read(silent), "");
  TlsStream slow = open_stream();
  write(slow, "GET / HTT");
  EXPECT_EQ(read(slow), "");
  TlsStream idle = open_stream();
  write(idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(read(idle).substr(0, 15), "HTTP/1.1 200 OK");
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
  socket.connect({asio::ip::make_address("127.0.0.1"), listener_->port()});
  EXPECT_TRUE(run_until([&] { return listener_->connections() == 1; }));
  EXPECT_TRUE(run_until([&] { return listener_->connections() == 0; }));
}

TEST_F(Conversing, QuestionWithoutAnswerIsAnswered503) {
  ListenerOptions options;
  options.answer_limit = 20ms;
  listen(options);
  service_.respond = nullptr;
  service_.decide = nullptr;
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "HTTP/1.1 503 Service Unavailable");
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
