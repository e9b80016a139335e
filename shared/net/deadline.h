#pragma once
// The time that a wait of a coroutine may take. For the files of this room.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace mektep::net {

// Runs `expire` on the strand of `executor` unless it is destroyed before, there too.
class Deadline {
 public:
  Deadline(const boost::asio::any_io_executor& executor, std::chrono::milliseconds limit,
           std::function<void()> expire)
      : timer_(executor, limit), expired_(std::make_shared<bool>(false)) {
    timer_.async_wait(
        [weak = std::weak_ptr(expired_), expire = std::move(expire)](const boost::system::error_code& error) {
          const auto expired = weak.lock();
          if (error || !expired) return;
          *expired = true;
          expire();
        });
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool expired() const { return *expired_; }

 private:
  boost::asio::steady_timer timer_;
  std::shared_ptr<bool> expired_;
};

}  // namespace mektep::net
