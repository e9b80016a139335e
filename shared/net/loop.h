#pragma once
// The event loop under all connections, timers and signals of a program, and the threads that run it.
// Made by the composition root; outlives everything that was made with it.

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "shared/base/log.h"

namespace mektep::net {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Any thread. Without a strand: with several threads two tasks may run at once.
  void post(std::function<void()> task);
  // Ends every run; what was waiting stays unfinished. Any thread, and for good.
  void stop();
  bool stopped() const;

  // Runs on the calling thread until `enough` holds, asked after each event; false when stopped before.
  // An exception of a task reaches the caller.
  bool run_until(const std::function<bool()>& enough);
  // The same for a time; false when stopped before.
  bool run_for(std::chrono::milliseconds time);
  // Runs on `threads` threads, the calling one included, until stop. A task that throws is logged as
  // net.task_failed and ends nothing else.
  void run_on(unsigned threads, Log& log);

  // Calls `task` on the loop at each of these signals, in place of what they do by themselves.
  void on_signals(const std::vector<int>& signals, std::function<void(int)> task);

  // What the files of this room share; incomplete elsewhere.
  struct Core;
  Core& core() { return *core_; }

 private:
  std::unique_ptr<Core> core_;
};

// Calls a task later, once. Used from one thread, or from the tasks of one strand.
class Timer {
 public:
  explicit Timer(Loop& loop);
  // Cancels.
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // In place of an earlier start.
  void start(std::chrono::milliseconds delay, std::function<void()> task);
  void cancel();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace mektep::net
