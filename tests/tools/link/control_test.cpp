#include "tools/link/control.h"

#include "tests/tools/link/bad_link_fixture.h"

namespace mektep::link {
namespace {

TEST_F(BadLink, UnknownOrdersChangeNothing) {
  open();
  for (const char* order :
       {"", "DOWN", "down ", "cut-after-up", "cut-after-up ", "cut-after-up -1", "stats x"}) {
    EXPECT_EQ(obey(*proxy_, order), R"({"ok":false})") << order;
  }
  EXPECT_EQ(proxy_->stats().cuts, 0U);
  EXPECT_TRUE(proxy_->stats().up);
}

TEST_F(BadLink, OrderThatNeverEndsEndsTheLine) {
  open();
  Control control(loop_, *proxy_);
  ASSERT_TRUE(control.open(0).ok());
  End operator_end{tcp::socket(loop_.core().context)};
  operator_end.socket.connect({asio::ip::address_v4::loopback(), control.port()});
  operator_end.read();
  const std::string endless(2000, 'x');
  say(operator_end, endless);
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(operator_end.ended); }));
  EXPECT_EQ(operator_end.got, "");
}

TEST_F(BadLink, PortOfTheControlThatIsTakenIsNamed) {
  open();
  Control control(loop_, *proxy_);
  EXPECT_EQ(control.open(proxy_->port()).error().code, "link.port_taken");
}

TEST_F(BadLink, OrdersComeOverALineAndAreAnsweredInJson) {
  open();
  Control control(loop_, *proxy_);
  ASSERT_TRUE(control.open(0).ok());
  End operator_end{tcp::socket(loop_.core().context)};
  operator_end.socket.connect({asio::ip::address_v4::loopback(), control.port()});
  operator_end.read();
  const std::string orders = "stats\ncut-after-up 10\r\ncut-after-up x\nnonsense\n";
  say(operator_end, orders);
  const std::string expected = R"({"bytes_up":0,"bytes_down":0,"cuts":0,"connections":0,"open":0,"up":true})"
                               "\n"
                               R"({"ok":true})"
                               "\n"
                               R"({"ok":false})"
                               "\n"
                               R"({"ok":false})"
                               "\n";
  EXPECT_TRUE(loop_.run_until([&] { return operator_end.got.size() >= expected.size(); }));
  EXPECT_EQ(operator_end.got, expected);
}

}  // namespace
}  // namespace mektep::link
