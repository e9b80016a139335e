#pragma once
// The thread that a Writer runs on. An adapter: the one place of this room that starts a thread.

#include <condition_variable>
#include <exception>
#include <functional>
#include <thread>

#include "server/store/writer.h"

namespace mektep::server {

class WriterThread {
 public:
  // Runs at once. `broken` is called on the thread when the machine failed: nothing is written after that
  // and the process should end. `writer` outlives it.
  WriterThread(Writer& writer, std::function<void(const std::exception&)> broken);
  // Finishes what is queued, then ends. Whoever queues has stopped before.
  ~WriterThread();
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

 private:
  void run();

  Writer& writer_;
  std::function<void(const std::exception&)> broken_;
  std::mutex mutex_;
  std::condition_variable queued_;
  bool work_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace mektep::server
