#include "server/store/writer_thread.h"

namespace mektep::server {

WriterThread::WriterThread(Writer& writer, std::function<void(const std::exception&)> broken)
    : writer_(writer), broken_(std::move(broken)) {
  writer_.on_queued([this] {
    const std::lock_guard lock(mutex_);
    work_ = true;
    queued_.notify_one();
  });
  thread_ = std::thread([this] { run(); });
}

WriterThread::~WriterThread() {
  writer_.on_queued({});
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    queued_.notify_one();
  }
  thread_.join();
}

void WriterThread::run() {
  try {
    for (;;) {
      while (writer_.run_once()) {
      }
      std::unique_lock lock(mutex_);
      if (stopping_) return;
      queued_.wait(lock, [this] { return work_ || stopping_; });
      work_ = false;
    }
  } catch (const std::exception& failure) {
    broken_(failure);
  }
}

}  // namespace mektep::server
