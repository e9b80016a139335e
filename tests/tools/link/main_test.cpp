// The program as a person or a script runs it: its line, its exit codes, its end.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temp_directory.h"

namespace mektep::link {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

// A running mektep-link with its standard output in a pipe and its errors in a file.
class Program {
 public:
  Program(std::vector<std::string> arguments, const std::string& errors) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    process_ = fork();
    if (process_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      if (freopen(errors.c_str(), "w", stderr) == nullptr) _exit(99);
      close(ends[0]);
      arguments.insert(arguments.begin(), MEKTEP_LINK_PROGRAM);
      std::vector<char*> values;
      for (std::string& argument : arguments) values.push_back(argument.data());
      values.push_back(nullptr);
      execv(MEKTEP_LINK_PROGRAM, values.data());
      _exit(98);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~Program() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      wait();
    }
    close(output_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Up to the end of the line or of the output.
  std::string line() {
    std::string text;
    char letter = 0;
    while (read(output_, &letter, 1) == 1 && letter != '\n') text += letter;
    return text;
  }
  std::string rest() {
    std::string text;
    char letter = 0;
    while (read(output_, &letter, 1) == 1) text += letter;
    return text;
  }
  void terminate(int signal = SIGTERM) { kill(process_, signal); }
  int wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_ = 0;
  int output_ = -1;
};

class LinkProgram : public testing::Test {
 protected:
  std::string errors_file() const { return folder_.file("errors").string(); }

  std::string errors() const {
    std::ifstream file(errors_file());
    return {std::istreambuf_iterator<char>(file), {}};
  }

  int exit_of(const std::vector<std::string>& arguments) {
    Program program(arguments, errors_file());
    EXPECT_EQ(program.line(), "");
    return program.wait();
  }

  static std::uint16_t number_after(const std::string& text, const std::string& name) {
    return static_cast<std::uint16_t>(std::stoi(text.substr(text.find(name) + name.size())));
  }

  test::TempDirectory folder_;
};

TEST_F(LinkProgram, SaysItsPortsInOneLineRelaysAndEndsWhenTold) {
  asio::io_context context;
  tcp::acceptor server(context, {asio::ip::address_v4::loopback(), 0});
  const std::string to = "127.0.0.1:" + std::to_string(server.local_endpoint().port());
  Program program({"--to", to, "--profile", "starlink", "--rtt-ms", "2", "--jitter-ms", "0"}, errors_file());
  const std::string line = program.line();
  EXPECT_NE(line.find(R"("to":")" + to + R"(","profile":"starlink")"), std::string::npos) << line;

  tcp::socket client(context);
  client.connect({asio::ip::address_v4::loopback(), number_after(line, R"("listen":)")});
  asio::write(client, asio::buffer(std::string("question\n")));
  tcp::socket accepted = server.accept();
  std::string heard;
  asio::read_until(accepted, asio::dynamic_buffer(heard), '\n');
  EXPECT_EQ(heard, "question\n");

  tcp::socket control(context);
  control.connect({asio::ip::address_v4::loopback(), number_after(line, R"("control":)")});
  asio::write(control, asio::buffer(std::string("stats\n")));
  std::string stats;
  asio::read_until(control, asio::dynamic_buffer(stats), '\n');
  EXPECT_EQ(number_after(stats, R"("connections":)"), 1U);

  program.terminate();
  EXPECT_EQ(program.wait(), 0);
  EXPECT_EQ(errors(), "");
}

TEST_F(LinkProgram, WrongCommandLineIsExit2) {
  EXPECT_EQ(exit_of({}), 2);
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--loss-pct", "100"}), 2);
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--listen", "99999"}), 2);
  EXPECT_EQ(exit_of({"--to", "nowhere"}), 2);
  EXPECT_EQ(errors(), "link.server_unknown to=nowhere\n");
}

TEST_F(LinkProgram, ProfileMustExistAndBeALink) {
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--profile", "carrier_pigeon"}), 2);
  EXPECT_NE(errors().find("link.profile_unknown name=carrier_pigeon known=fiber_20m"), std::string::npos);
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--profile", "usb_courier"}), 2);
  EXPECT_EQ(errors(), "link.profile_without_link name=usb_courier\n");
}

TEST_F(LinkProgram, AnotherTableTakesThePlaceOfTheBuiltIn) {
  const std::string table = folder_.file("links.csv").string();
  std::ofstream(table) << "name,down_kbit,up_kbit,rtt_ms,jitter_ms,loss_pct,mean_up_s,mean_down_s,note\n"
                       << "mine,10,10,1,0,0,1,1,\n";
  const std::vector<std::string> arguments = {"--to", "127.0.0.1:1", "--profiles", table, "--profile"};
  auto known = arguments;
  known.push_back("mine");
  Program program(known, errors_file());
  EXPECT_NE(program.line().find(R"("profile":"mine")"), std::string::npos);
  program.terminate();
  EXPECT_EQ(program.wait(), 0);
  auto unknown = arguments;
  unknown.push_back("fiber_20m");
  EXPECT_EQ(exit_of(unknown), 2);
}

TEST_F(LinkProgram, EndsWhenThePersonAtTheTerminalEndsIt) {
  Program program({"--to", "127.0.0.1:1"}, errors_file());
  EXPECT_NE(program.line(), "");
  program.terminate(SIGINT);
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(LinkProgram, AServerOfVersionSixIsNamedInBrackets) {
  Program program({"--to", "[::1]:8443"}, errors_file());
  EXPECT_NE(program.line().find(R"("to":"[::1]:8443")"), std::string::npos) << errors();
  program.terminate();
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(LinkProgram, CutsOnceAfterTheBytesItWasToldAtItsStart) {
  asio::io_context context;
  tcp::acceptor server(context, {asio::ip::address_v4::loopback(), 0});
  const std::string to = "127.0.0.1:" + std::to_string(server.local_endpoint().port());
  Program program({"--to", to, "--cut-after-bytes", "5"}, errors_file());
  const std::string line = program.line();
  boost::system::error_code error;
  for (const std::string expected : {"12345", "1234567890\n"}) {
    tcp::socket client(context);
    client.connect({asio::ip::address_v4::loopback(), number_after(line, R"("listen":)")});
    asio::write(client, asio::buffer(std::string("1234567890\n")));
    tcp::socket accepted = server.accept();
    std::string heard;
    asio::read_until(accepted, asio::dynamic_buffer(heard), '\n', error);
    // A cut is a reset, which may overtake what arrived before it.
    EXPECT_TRUE(expected.starts_with(heard)) << heard;
    EXPECT_EQ(static_cast<bool>(error), expected == "12345");
  }
}

TEST_F(LinkProgram, WhatTheLineSaysWinsOverTheProfile) {
  Program program({"--to", "127.0.0.1:1", "--profile", "usb_courier", "--down-kbit", "10", "--up-kbit", "10"},
                  errors_file());
  EXPECT_EQ(program.line(), "") << "a stick stays a stick";
  EXPECT_EQ(program.wait(), 2);
  Program other({"--to", "127.0.0.1:1", "--profile", "gprs_rural", "--loss-pct", "0", "--seed", "7"},
                errors_file());
  EXPECT_NE(other.line().find("gprs_rural"), std::string::npos);
}

TEST_F(LinkProgram, ATableThatIsMissingOrBrokenIsNamed) {
  const std::string missing = folder_.file("none.csv").string();
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--profile", "x", "--profiles", missing}), 1);
  EXPECT_EQ(errors(), "file.missing path=" + missing + "\n");
  const std::string broken = folder_.file("broken.csv").string();
  std::ofstream(broken) << "name,rate\nx,1\n";
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--profile", "x", "--profiles", broken}), 2);
  EXPECT_EQ(errors(), "link.profile_bad line=1\n");
}

TEST_F(LinkProgram, ControlPortThatIsTakenIsExit1) {
  asio::io_context context;
  tcp::acceptor other(context, {asio::ip::address_v4::loopback(), 0});
  const std::string port = std::to_string(other.local_endpoint().port());
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--control", port}), 1);
  EXPECT_EQ(errors(), "link.port_taken port=" + port + "\n");
}

TEST_F(LinkProgram, HelpIsOnStandardOutputAndExit0) {
  Program program({"--help"}, errors_file());
  const std::string all = program.rest();
  EXPECT_EQ(program.wait(), 0);
  EXPECT_NE(all.find("delay, jitter, loss"), std::string::npos) << all;
}

TEST_F(LinkProgram, PortThatIsTakenIsExit1) {
  asio::io_context context;
  tcp::acceptor other(context, {asio::ip::address_v4::loopback(), 0});
  const std::string port = std::to_string(other.local_endpoint().port());
  EXPECT_EQ(exit_of({"--to", "127.0.0.1:1", "--listen", port}), 1);
  EXPECT_EQ(errors(), "link.port_taken port=" + port + "\n");
}

}  // namespace
}  // namespace mektep::link
