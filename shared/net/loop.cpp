#include "shared/net/loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <thread>
#include <utility>

#include "shared/net/loop_core.h"

namespace mektep::net {
namespace {

void watch(const std::shared_ptr<asio::signal_set>& signals, std::function<void(int)> task) {
  signals->async_wait([signals, task = std::move(task)](const boost::system::error_code& error, int signal) {
    if (error) return;
    task(signal);
    watch(signals, task);
  });
}

void run_logging(asio::io_context& context, Log& log) {
  for (;;) {
    try {
      context.run();
      return;
    } catch (const std::exception& failure) {
      log.line("net.task_failed", {{"what", failure.what()}});
    }
  }
}

}  // namespace

Loop::Loop() : core_(std::make_unique<Core>()) {}
Loop::~Loop() = default;

void Loop::post(std::function<void()> task) { asio::post(core_->context, std::move(task)); }

void Loop::stop() { core_->context.stop(); }

bool Loop::stopped() const { return core_->context.stopped(); }

bool Loop::run_until(const std::function<bool()>& enough) {
  while (!enough()) {
    if (core_->context.run_one() == 0) return false;
  }
  return true;
}

bool Loop::run_for(std::chrono::milliseconds time) {
  bool over = false;
  Timer timer(*this);
  timer.start(time, [&over] { over = true; });
  return run_until([&over] { return over; });
}

void Loop::run_on(unsigned threads, Log& log) {
  std::vector<std::thread> others;
  for (unsigned thread = 1; thread < threads; ++thread) {
    others.emplace_back([this, &log] { run_logging(core_->context, log); });
  }
  run_logging(core_->context, log);
  for (std::thread& thread : others) thread.join();
}

void Loop::on_signals(const std::vector<int>& signals, std::function<void(int)> task) {
  auto set = std::make_shared<asio::signal_set>(core_->context);
  for (const int signal : signals) set->add(signal);
  watch(set, std::move(task));
}

struct Timer::Core {
  explicit Core(asio::io_context& context) : timer(context) {}

  asio::steady_timer timer;
  // Tells a wait that ended at the very moment it was replaced that it is no longer wanted.
  std::uint64_t started = 0;
};

Timer::Timer(Loop& loop) : core_(std::make_shared<Core>(loop.core().context)) {}

Timer::~Timer() { cancel(); }

void Timer::start(std::chrono::milliseconds delay, std::function<void()> task) {
  const std::uint64_t mine = ++core_->started;
  core_->timer.expires_after(delay);
  core_->timer.async_wait(
      [core = core_, mine, task = std::move(task)](const boost::system::error_code& error) {
        if (!error && core->started == mine) task();
      });
}

void Timer::cancel() {
  core_->started += 1;
  core_->timer.cancel();
}

}  // namespace mektep::net
