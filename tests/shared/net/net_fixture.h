#pragma once
// A listener on 127.0.0.1 with a key of its own and a service that a test scripts. One loop, one thread:
// both ends take their turns on it, so no test sleeps.

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "shared/net/listener.h"
#include "shared/net/websocket.h"
#include "tests/support/manual_clock.h"

namespace mektep::net {

class KeptLog final : public Log {
 public:
  void line(std::string_view event, std::initializer_list<LogField>) override { events.emplace_back(event); }
  std::vector<std::string> events;
};

class ScriptedService final : public Service {
 public:
  void on_request(HttpRequest request, const Peer& peer, std::function<void(HttpResponse)> answer) override {
    {
      const std::lock_guard lock(mutex_);
      requests.push_back(request);
      peers.push_back(peer);
    }
    if (respond) respond(std::move(request), std::move(answer));
  }
  void on_upgrade(UpgradeRequest request, std::function<void(UpgradeAnswer)> answer) override {
    upgrades.push_back(request);
    if (decide) decide(std::move(answer));
  }

  std::vector<HttpRequest> requests;
  std::vector<Peer> peers;
  std::vector<UpgradeRequest> upgrades;
  std::function<void(HttpRequest, std::function<void(HttpResponse)>)> respond;
  std::function<void(std::function<void(UpgradeAnswer)>)> decide;

 private:
  std::mutex mutex_;
};

class ListeningTest : public testing::Test {
 protected:
  void SetUp() override {
    service_.respond = [](HttpRequest request, std::function<void(HttpResponse)> answer) {
      answer({200,
              {{"Content-Type", "text/plain"}},
              request.method + " " + request.target + " " + request.body});
    };
    service_.decide = [this](std::function<void(UpgradeAnswer)> answer) {
      answer(Welcome{copy_of(view_of("welcome")), [this](std::shared_ptr<Transport> transport) {
                       server_ends_.push_back(std::move(transport));
                     }});
    };
  }

  void listen(ListenerOptions options = {}) {
    options.address = "127.0.0.1";
    auto opened = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
    ASSERT_TRUE(opened.ok()) << describe(opened.error());
    listener_ = std::move(*opened);
  }

  Endpoint endpoint() const { return {"127.0.0.1", listener_->port()}; }
  Pin pin() const { return *pin_of_certificate(credentials_.certificate_pem); }

  ConnectOptions trusting() const {
    ConnectOptions options;
    options.pins = {pin()};
    options.now = made_at;
    return options;
  }

  static HelloMaker saying(const std::string& hello) {
    return [hello](const Peer&) { return Result<Bytes>(copy_of(view_of(hello))); };
  }

  // An upgraded connection; its server end is the last of server_ends_.
  std::shared_ptr<Transport> open_transport() {
    auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
    EXPECT_TRUE(answer.ok());
    if (!answer.ok()) return nullptr;
    auto* accepted = std::get_if<Accepted>(&*answer);
    EXPECT_NE(accepted, nullptr);
    const std::size_t before = client_ends_++;
    EXPECT_TRUE(loop_.run_until([&] { return server_ends_.size() > before; }));
    return accepted == nullptr ? nullptr : accepted->transport;
  }

  bool run_until(const std::function<bool()>& enough) { return loop_.run_until(enough); }

  static constexpr WallTime made_at{1'772'300'000'000};
  static constexpr std::chrono::hours valid_for{24 * 365};

  Loop loop_;
  KeptLog log_;
  ScriptedService service_;
  Credentials credentials_ = make_credentials("mektepd", made_at, valid_for);
  std::unique_ptr<Listener> listener_;
  std::vector<std::shared_ptr<Transport>> server_ends_;
  std::size_t client_ends_ = 0;
};

}  // namespace mektep::net
