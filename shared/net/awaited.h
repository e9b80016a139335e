#pragma once
// What a coroutine waits for and another thread gives. For the files of this room.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace mektep::net {

// An answer that another thread gives later. The first one counts.
template <class Answer>
class Awaited {
 public:
  Awaited(const boost::asio::any_io_executor& executor, std::chrono::milliseconds limit)
      : shared_(std::make_shared<Shared>(executor, limit)) {}

  std::function<void(Answer)> answer() const {
    return [shared = shared_](Answer given) {
      boost::asio::post(shared->timer.get_executor(), [shared, given = std::move(given)]() mutable {
        if (shared->given) return;
        shared->given.emplace(std::move(given));
        shared->timer.cancel();
      });
    };
  }

  // Nothing when the time was over first.
  boost::asio::awaitable<std::optional<Answer>> wait() {
    boost::system::error_code cancelled;
    co_await shared_->timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    co_return std::move(shared_->given);
  }

 private:
  struct Shared {
    Shared(const boost::asio::any_io_executor& executor, std::chrono::milliseconds limit)
        : timer(executor, limit) {}
    boost::asio::steady_timer timer;
    std::optional<Answer> given;
  };
  std::shared_ptr<Shared> shared_;
};

}  // namespace mektep::net
