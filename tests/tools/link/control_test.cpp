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

TEST_F(BadLink, EveryOrderIsAnsweredAndDone) {
  open();
  const auto client = connect();
  EXPECT_EQ(obey(*proxy_, "cut"), R"({"ok":true})");
  EXPECT_EQ(proxy_->stats().cuts, 1U);
  EXPECT_EQ(obey(*proxy_, "down"), R"({"ok":true})");
  EXPECT_FALSE(proxy_->stats().up);
  EXPECT_EQ(obey(*proxy_, "up"), R"({"ok":true})");
  EXPECT_TRUE(proxy_->stats().up);
  EXPECT_EQ(obey(*proxy_, "cut-after-up 18446744073709551615"), R"({"ok":true})");
  EXPECT_EQ(obey(*proxy_, "cut-after-up 18446744073709551616"), R"({"ok":false})") << "more than any number";
}

TEST_F(BadLink, AnOrderMayComeInPieces) {
  open();
  Control control(loop_, *proxy_);
  ASSERT_TRUE(control.open(0).ok());
  End operator_end{tcp::socket(loop_.core().context)};
  operator_end.socket.connect({asio::ip::address_v4::loopback(), control.port()});
  operator_end.socket.set_option(tcp::no_delay(true));
  operator_end.read();
  for (const char letter : std::string("cut\n")) {
    EXPECT_EQ(proxy_->stats().cuts, 0U);
    asio::write(operator_end.socket, asio::buffer(&letter, 1));
    EXPECT_TRUE(loop_.run_for(std::chrono::milliseconds(1)));
  }
  EXPECT_TRUE(loop_.run_until([&] { return operator_end.got == "{\"ok\":true}\n"; }));
  EXPECT_EQ(proxy_->stats().cuts, 1U);
}

TEST_F(BadLink, AnOrderWithoutItsEndIsNotDone) {
  open();
  Control control(loop_, *proxy_);
  ASSERT_TRUE(control.open(0).ok());
  {
    tcp::socket hasty(loop_.core().context);
    hasty.connect({asio::ip::address_v4::loopback(), control.port()});
    asio::write(hasty, asio::buffer(std::string("down")));
  }
  EXPECT_TRUE(loop_.run_for(std::chrono::milliseconds(2)));
  EXPECT_TRUE(proxy_->stats().up);
}

TEST_F(BadLink, SeveralMayGiveOrdersAtOnce) {
  open();
  Control control(loop_, *proxy_);
  ASSERT_TRUE(control.open(0).ok());
  std::vector<std::unique_ptr<End>> operators;
  for (int number = 0; number < 3; ++number) {
    operators.push_back(std::make_unique<End>(tcp::socket(loop_.core().context)));
    operators.back()->socket.connect({asio::ip::address_v4::loopback(), control.port()});
    operators.back()->read();
  }
  const std::string order = "cut\n";
  for (const auto& one : operators) say(*one, order);
  for (const auto& one : operators) {
    EXPECT_TRUE(loop_.run_until([&] { return one->got == "{\"ok\":true}\n"; }));
  }
  EXPECT_EQ(proxy_->stats().cuts, 3U);
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
