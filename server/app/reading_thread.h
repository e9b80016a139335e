#pragma once
// The one thread on which the server's store is read. An adapter.

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "server/http/reading_room.h"

namespace mektep::server {

class ReadingThread final : public ReadingRoom {
 public:
  // Runs at once. `broken` is called on the thread when the machine failed: nothing is read after that and
  // the process should end. What tasks use outlives it.
  ReadingThread(std::unique_ptr<Reader> reader, std::function<void(const std::exception&)> broken);
  // Drops what still waits.
  ~ReadingThread() override;
  ReadingThread(const ReadingThread&) = delete;
  ReadingThread& operator=(const ReadingThread&) = delete;

  void ask(Task task) override;

 private:
  void run();

  std::unique_ptr<Reader> reader_;
  std::function<void(const std::exception&)> broken_;
  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace mektep::server
