// What may stand between a school and the server: a load balancer that passes TLS through, a proxy that is
// asked to CONNECT, and a box that opens the connection.

#include <boost/asio/ip/tcp.hpp>
#include <fstream>
#include <thread>

#include "tests/integration/town.h"
#include "tests/support/connect_proxy.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

const std::string scope = "school/" + leading_school;
const std::string nginx = "/usr/sbin/nginx";

std::uint16_t free_port() {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor probe(context, {boost::asio::ip::address_v4::loopback(), 0});
  return probe.local_endpoint().port();
}

// The distribution's nginx with its stream module, in a folder of the test's.
class Nginx {
 public:
  Nginx(const std::filesystem::path& folder, const std::string& servers) {
    const std::string config = (folder / "nginx.conf").string();
    std::ofstream(config)
        << "daemon off;\nmaster_process off;\npid " << (folder / "nginx.pid").string()
        << ";\nerror_log stderr;\nload_module /usr/lib/nginx/modules/ngx_stream_module.so;\n"
        << "events {}\nstream {\n"
        << servers << "}\n";
    process_ = std::make_unique<Process>(Words{nginx, "-c", config, "-p", folder.string(), "-e", "stderr"});
  }
  // Once somebody answers there.
  void await(std::uint16_t port) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < end) {
      boost::asio::io_context context;
      boost::asio::ip::tcp::socket socket(context);
      boost::system::error_code failed;
      socket.connect({boost::asio::ip::address_v4::loopback(), port}, failed);
      if (!failed) return;
      if (!process_->running()) break;
      std::this_thread::sleep_for(5ms);
    }
    throw std::runtime_error("nginx does not serve: " + process_->err());
  }

 private:
  std::unique_ptr<Process> process_;
};

// A CONNECT proxy on a thread of its own.
class ProxyThread {
 public:
  ProxyThread()
      : proxy_(loop_), port_(proxy_.port()), thread_([this] { loop_.run_until([] { return false; }); }) {}
  ~ProxyThread() {
    loop_.stop();
    thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // After the programs that used it have ended.
  std::size_t asked() const { return proxy_.asked().size(); }

 private:
  net::Loop loop_;
  ConnectProxy proxy_;
  std::uint16_t port_;
  std::thread thread_;
};

class Between : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(nginx)) GTEST_SKIP() << "tools/setup installs nginx";
    town_.serve();
  }
  static std::string passing(std::uint16_t port, std::uint16_t to) {
    return "server { listen 127.0.0.1:" + std::to_string(port) +
           "; proxy_pass 127.0.0.1:" + std::to_string(to) + "; }\n";
  }
  // Opens TLS with a key of its own and goes on to the server, as such boxes do.
  std::string opening(std::uint16_t port, const std::string& kind) {
    const std::string key = (town_.path() / (kind + ".key")).string();
    const std::string certificate = (town_.path() / (kind + ".crt")).string();
    const Ran made =
        run_program({"/usr/bin/openssl", "req", "-x509", "-nodes", "-days", "30", "-subj",
                     "/O=Watchful Box/CN=127.0.0.1", "-newkey", kind == "ec" ? "ec" : "rsa:2048", "-pkeyopt",
                     kind == "ec" ? "ec_paramgen_curve:P-256" : "rsa_keygen_pubexp:65537", "-keyout", key,
                     "-out", certificate});
    EXPECT_EQ(made.exit, 0) << made.err;
    return "server { listen 127.0.0.1:" + std::to_string(port) +
           " ssl; ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate " + certificate + "; ssl_certificate_key " +
           key + "; proxy_ssl on; proxy_pass 127.0.0.1:" + std::to_string(town_.port()) + "; }\n";
  }
  // Two devices write apart and end with the same bytes: the main job.
  void main_job(const School& pc, const School& laptop, const Words& way) {
    const auto sync = [&](const School& device) {
      Words words{"sync"};
      words.insert(words.end(), way.begin(), way.end());
      return device.done(words);
    };
    const auto saved =
        pc.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2", "topic=Семинар"});
    const auto sent = sync(pc);
    EXPECT_EQ(sent.at("unsent").to_number<int>(), 0);
    EXPECT_GE(sent.at("receipts").to_number<int>(), 1);
    sync(laptop);
    const auto shown = laptop.done({"show", std::string(saved.at("id").as_string())});
    EXPECT_EQ(shown.at("fields").at("topic").as_string(), "Семинар");
    sync(pc);
    EXPECT_EQ(pc.digest(scope), laptop.digest(scope));
    EXPECT_EQ(pc.digest(scope), digest_in(town_.done({"digest"}), scope));
  }

  Town town_;
  School pc_{town_, "pc"};
  School laptop_{town_, "laptop"};
};

TEST_F(Between, BehindNginxThatPassesTlsThroughTheMainJobPasses) {
  const std::uint16_t port = free_port();
  Nginx balancer(town_.path(), passing(port, town_.port()));
  balancer.await(port);
  pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл", port));
  laptop_.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан", port));
  main_job(pc_, laptop_, {});
}

TEST_F(Between, ThroughAConnectProxyTheMainJobPasses) {
  ProxyThread proxy;
  pc_.done({"enrol", town_.link(leading_school, "coordinator", "Ахметова Айгүл"), "--proxy", proxy.url()});
  laptop_.done(
      {"enrol", town_.link(leading_school, "school_trainer", "Есенов Бауыржан"), "--proxy", proxy.url()});
  main_job(pc_, laptop_, {"--proxy", proxy.url()});
  EXPECT_GE(proxy.asked(), 7U) << "two enrolments of two contacts each, and three contacts";
}

TEST_F(Between, TheEnvironmentNamesAProxyAndItsExceptions) {
  pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
  // A name that only a proxy could know: without one the way there does not exist.
  const std::string nobody = "http://127.0.0.1:1";
  const auto sync = [&](const Words& environment) {
    Words words = pc_.line({"sync", "--json"});
    return answer_of(run_program(words, environment));
  };
  EXPECT_EQ(sync({"HTTPS_PROXY=" + nobody}).exit, 0) << "a server on this machine is reached straight";
  const auto through = [&](const std::string& proxy, const Words& environment = {}) {
    return answer_of(run_program(pc_.line({"sync", "--json", "--proxy", proxy}), environment));
  };
  const Answer refused = through(nobody);
  EXPECT_EQ(refused.exit, 3);
  EXPECT_EQ(refused.code(), "net.proxy_unreachable");
  EXPECT_EQ(through("none", {"HTTPS_PROXY=" + nobody}).exit, 0);
  EXPECT_EQ(through("socks5://127.0.0.1:1").exit, 2);
}

TEST_F(Between, ABoxThatOpensTlsIsRecognisedByItsKeyAndNamedInOneSentence) {
  for (const std::string kind : {"ec", "rsa"}) {
    const std::uint16_t port = free_port();
    Nginx box(town_.path(), opening(port, kind));
    box.await(port);
    School device(town_, "device-" + kind);
    const std::string link = town_.link(leading_school, "coordinator", "Ахметова Айгүл", port);
    const Answer refused = device.run({"enrol", link});
    EXPECT_EQ(refused.exit, 1) << kind;
    EXPECT_EQ(refused.code(), "net.pin_mismatch") << kind;
    for (const std::string language : {"kk", "ru", "en"}) {
      const Ran told = device.say({"enrol", link}, language);
      EXPECT_NE(told.err.find("Watchful Box"), std::string::npos) << told.err;
      EXPECT_EQ(told.exit, 1);
    }
  }
}

TEST_F(Between, ABoxThatAppearsLaterLosesNothing) {
  const std::uint16_t port = free_port();
  {
    Nginx balancer(town_.path(), passing(port, town_.port()));
    balancer.await(port);
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл", port));
  }
  pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2", "topic=Семинар"});
  {
    Nginx box(town_.path(), opening(port, "rsa"));
    box.await(port);
    const Answer refused = pc_.run({"sync"});
    EXPECT_EQ(refused.code(), "net.pin_mismatch");
    const auto status = pc_.done({"status"});
    EXPECT_EQ(status.at("unsent").to_number<int>(), 1);
    EXPECT_EQ(status.at("last_result").as_string(), "net.pin_mismatch");
  }
  Nginx balancer(town_.path(), passing(port, town_.port()));
  balancer.await(port);
  EXPECT_EQ(pc_.done({"sync"}).at("unsent").to_number<int>(), 0);
}

}  // namespace
}  // namespace mektep::test
