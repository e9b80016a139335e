#include "server/app/reading_thread.h"

#include <utility>

namespace mektep::server {

ReadingThread::ReadingThread(std::unique_ptr<Reader> reader, std::function<void(const std::exception&)> broken)
    : reader_(std::move(reader)), broken_(std::move(broken)) {
  thread_ = std::thread([this] { run(); });
}

ReadingThread::~ReadingThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    asked_.notify_one();
  }
  thread_.join();
}

void ReadingThread::ask(Task task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  asked_.notify_one();
}

void ReadingThread::run() {
  try {
    for (;;) {
      std::unique_lock lock(mutex_);
      asked_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      const Task task = std::exchange(tasks_.front(), {});
      tasks_.pop_front();
      lock.unlock();
      task(*reader_);
    }
  } catch (const std::exception& failure) {
    broken_(failure);
  }
}

}  // namespace mektep::server
