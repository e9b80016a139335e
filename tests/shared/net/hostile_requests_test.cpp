// Requests that try to be read as something else than they are, and frames that break RFC 6455. Beast 1.81
// lacks later fixes, so what a proxy in front and we might read differently is held here, case by case.

#include "tests/shared/net/net_fixture.h"
#include "tests/shared/net/raw_peer.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class Hostile : public ListeningTest {
 protected:
  RawClient open_stream() { return {loop_, listener_->port(), pin(), made_at}; }

  // The status that is answered; "" when the connection only ends.
  std::string status_of(const std::string& request) {
    RawClient client = open_stream();
    client.write(request);
    const std::string answer = client.read();
    return answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : answer;
  }

  std::string targets() const {
    std::string all;
    for (const auto& request : service_.requests) all += request.target + " ";
    return all;
  }
};

TEST_F(Hostile, NoFormOfTransferCodingIsTaken) {
  listen();
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
  for (const std::string line :
       {"Transfer-Encoding: chunked", "transfer-encoding: CHUNKED", "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"}) {
    EXPECT_EQ(status_of(post + line + "\r\n\r\n0\r\n\r\n").substr(0, 1), "4") << line;
  }
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, ALengthThatIsNoNumberIsRefused) {
  listen();
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length:";
  for (const std::string length :
       {" +5", " -5", " 0x5", " 5 5", " 5,6", " ", " 5a", " 99999999999999999999", " 1e1"}) {
    EXPECT_EQ(status_of(post + length + "\r\n\r\nabcde").substr(0, 1), "4") << length;
  }
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, AHeaderLineOfAnotherShapeIsRefused) {
  listen();
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
  for (const std::string& line :
       {std::string("X : spaced"), std::string("no colon"), std::string(": nameless"),
        std::string("X\0Y: nul", 8), std::string("X: a\0b", 6), std::string("X: a\rb"),
        std::string("Ключ: value"), std::string("X\x7fY: z"), std::string("(X): y")}) {
    EXPECT_EQ(status_of(get + line + "\r\n\r\n"), "400") << to_hex(view_of(line));
  }
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, ARequestLineOfAnotherShapeIsRefused) {
  listen();
  const std::string rest = "\r\nHost: a\r\nConnection: close\r\n\r\n";
  for (const std::string& line :
       {std::string("GET /"), std::string("GET / HTTP/2.0"), std::string("GET / HTTP/1.2"),
        std::string("GET  / HTTP/1.1"), std::string("GET / http/1.1"), std::string("GET / HTTP/1.1 "),
        std::string("/ HTTP/1.1"), std::string("G\0T / HTTP/1.1", 14), std::string("GET /\x7f HTTP/1.1"),
        std::string("GET / HTTP/01.1"), std::string("PRI * HTTP/2.0")}) {
    EXPECT_EQ(status_of(line + rest), "400") << line;
  }
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, LinesThatEndInALineFeedAloneAreRefused) {
  listen();
  EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: a\nConnection: close\n\n"), "400");
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\nX: b\r\nConnection: close\r\n\r\n"), "400");
  EXPECT_EQ(targets(), "");
}

// What follows a refused request on the connection is nobody's request.
TEST_F(Hostile, NothingIsReadBehindARefusedRequest) {
  listen();
  EXPECT_EQ(status_of("POST /one HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                      "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
            "411");
  EXPECT_EQ(status_of("GET /two HTTP/1.1\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"), "400");
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, ALengthIsKeptToTheByte) {
  listen();
  RawClient client = open_stream();
  client.write(
      "POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
      "GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answers = client.read();
  EXPECT_NE(answers.find("POST /one abc"), std::string::npos) << answers;
  EXPECT_NE(answers.find("GET /two "), std::string::npos) << answers;
  EXPECT_EQ(targets(), "/one /two ");
}

TEST_F(Hostile, TargetsArriveAsTheyAreWritten) {
  listen();
  for (const std::string target :
       {"/../etc/passwd", "/%00", "/a?b=c%26d", "//host/x", "*", "http://other/x"}) {
    EXPECT_EQ(status_of("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "200")
        << target;
    EXPECT_EQ(service_.requests.back().target, target);
  }
}

TEST_F(Hostile, EveryCutOfARequestEndsWithoutAnAnswerOrACall) {
  ListenerOptions options;
  options.header_limit = 5ms;
  options.body_limit = 5ms;
  listen(options);
  const std::string whole = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t size = 0; size < whole.size(); size += 5) {
    EXPECT_EQ(status_of(whole.substr(0, size)), "") << size;
  }
  EXPECT_EQ(targets(), "");
}

TEST_F(Hostile, RequestsWithoutEndOnOneConnectionAreOneAtATime) {
  listen();
  int asked = 0;
  std::vector<std::function<void(HttpResponse)>> answers;
  service_.respond = [&](const HttpRequest&, std::function<void(HttpResponse)> answer) {
    ++asked;
    answers.push_back(std::move(answer));
  };
  RawClient client = open_stream();
  std::string many;
  for (int request = 0; request < 20; ++request) many += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  client.write(many);
  EXPECT_TRUE(run_until([&] { return asked == 1; }));
  EXPECT_TRUE(loop_.run_for(2ms));
  EXPECT_EQ(asked, 1) << "the second waits for the first's answer";
  answers[0]({200, {}, {}});
  EXPECT_TRUE(run_until([&] { return asked == 2; }));
  client.stream().abort();
  answers.clear();
}

// Above the upgrade.
class HostileFrames : public Hostile {
 protected:
  // What the server's transport says to the frames, one after the other.
  std::string fate_of(std::string_view hex) {
    listen();
    RawClient client = open_stream();
    client.write(
        "GET /sync HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: mektep.1\r\nMektep-Hello: aGVsbG8\r\n\r\n");
    client.read("\r\n\r\n");
    EXPECT_TRUE(run_until([&] { return server_ends_.size() == 1; }));
    std::optional<std::string> fate;
    server_ends_[0]->receive(5s, [&](const Result<Bytes>& received) {
      fate = received.ok() ? "received " + to_hex(*received) : describe(received.error());
    });
    client.write(std::string(text_of(*from_hex(hex))));
    EXPECT_TRUE(run_until([&] { return fate.has_value(); }));
    server_ends_.clear();
    listener_.reset();
    return *fate;
  }
};

TEST_F(HostileFrames, ReservedKindsAndBitsEndTheConnection) {
  for (const std::string_view hex : {"838000000000", "878000000000", "8b8000000000", "8f8000000000",
                                     "a28000000000", "928000000000", "f28000000000"}) {
    EXPECT_EQ(fate_of(hex), "net.cut host=127.0.0.1") << hex;
  }
}

TEST_F(HostileFrames, ControlFramesAreShortAndWhole) {
  EXPECT_EQ(fate_of("098000000000"), "net.cut host=127.0.0.1") << "a ping in fragments";
  EXPECT_EQ(fate_of("89fe007e00000000" + std::string(2 * 126, '0')), "net.cut host=127.0.0.1")
      << "a long ping";
  EXPECT_EQ(fate_of("088000000000"), "net.cut host=127.0.0.1") << "a close in fragments";
}

TEST_F(HostileFrames, AContinuationOfNothingEndsTheConnection) {
  EXPECT_EQ(fate_of("808000000000"), "net.cut host=127.0.0.1");
  EXPECT_EQ(fate_of("018000000000"
                    "828000000000"),
            "net.cut host=127.0.0.1")
      << "a message inside a message";
}

TEST_F(HostileFrames, SizesAreSpelledTheShortWay) {
  EXPECT_EQ(fate_of("82fe0001"
                    "00000000"
                    "aa"),
            "net.cut host=127.0.0.1")
      << "one byte in two of size";
  EXPECT_EQ(fate_of("82ff0000000000000001"
                    "00000000"
                    "aa"),
            "net.cut host=127.0.0.1")
      << "one byte in eight of size";
  EXPECT_EQ(fate_of("82ff8000000000000000"
                    "00000000"),
            "net.cut host=127.0.0.1")
      << "the highest bit";
}

TEST_F(HostileFrames, AControlFrameMayStandInsideAMessage) {
  EXPECT_EQ(fate_of("0281"
                    "00000000"
                    "aa"
                    "8981"
                    "00000000"
                    "70"
                    "8081"
                    "00000000"
                    "bb"),
            "received aabb");
}

TEST_F(HostileFrames, ACloseSaysItsCode) {
  EXPECT_EQ(fate_of("8882"
                    "00000000"
                    "03e9"),
            describe(no_link("net.closed").with("close_code", "1001")));
  EXPECT_EQ(fate_of("8880"
                    "00000000"),
            describe(no_link("net.closed").with("close_code", "0")))
      << "it gave none";
}

TEST_F(HostileFrames, ACloseOfABrokenCodeEndsTheConnection) {
  for (const std::string_view hex : {"8881"
                                     "00000000"
                                     "03",
                                     "8882"
                                     "00000000"
                                     "0000",
                                     "8882"
                                     "00000000"
                                     "03ed",
                                     "8883"
                                     "00000000"
                                     "03e8ff"}) {
    EXPECT_EQ(fate_of(hex), "net.cut host=127.0.0.1") << hex;
  }
}

TEST_F(HostileFrames, AnEmptyMessageIsAMessage) { EXPECT_EQ(fate_of("828000000000"), "received "); }

TEST_F(HostileFrames, TheMaskIsTakenOffEveryByte) {
  EXPECT_EQ(fate_of("8289"
                    "aabbccdd"
                    "aabbccddaabbccddaa"),
            "received 000000000000000000");
}

}  // namespace
}  // namespace mektep::net
