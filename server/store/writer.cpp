#include "server/store/writer.h"

#include "shared/base/limits.h"
#include "shared/sqlite/failure.h"

namespace mektep::server {

Writer::Writer(const ServerParts& parts, Committed committed)
    : parts_(parts), committed_(std::move(committed)) {}

bool Writer::submit(Submission submission, Answer answer) {
  return queue({std::move(submission), std::move(answer), {}});
}

bool Writer::perform(Job job) { return queue({{}, {}, std::move(job)}); }

void Writer::on_queued(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

std::size_t Writer::queued() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

bool Writer::queue(Entry entry) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= limits::writer_queue_max) return false;
    entries_.push_back(std::move(entry));
    wake = wake_;
  }
  if (wake) wake();
  return true;
}

bool Writer::run_once() {
  std::vector<Entry> taken;
  {
    const std::lock_guard lock(mutex_);
    while (!entries_.empty() && taken.size() < limits::batch_packs_max) {
      const bool job = static_cast<bool>(entries_.front().job);
      if (job && !taken.empty()) break;
      taken.push_back(std::move(entries_.front()));
      entries_.pop_front();
      if (job) break;
    }
  }
  if (taken.empty()) return false;
  if (taken.front().job) {
    run_job(taken.front().job);
  } else {
    run_batch(std::move(taken));
  }
  return true;
}

// What the job wrote is undone; calls of this room told it so before (disk_room.h).
void Writer::run_job(const Job& job) {
  try {
    job(parts_);
  } catch (const DiskFull&) {
  }
}

void Writer::run_batch(std::vector<Entry> entries) {
  std::vector<Submission> submissions;
  submissions.reserve(entries.size());
  for (Entry& entry : entries) submissions.push_back(std::move(entry.submission));
  Batch batch;
  const auto fail_all = [&](const std::string& code) {
    batch = {};
    Admitted failed;
    failed.outcome = Outcome::failed;
    failed.code = code;
    batch.admitted.assign(entries.size(), failed);
  };
  Result<Batch> integrated = integrate(parts_, submissions);
  if (integrated) {
    batch = std::move(*integrated);
  } else {
    fail_all(integrated.error().code);
  }
  for (std::size_t at = 0; at < entries.size(); ++at) entries[at].answer(batch.admitted[at]);
  if (!batch.moved.empty() || !batch.unparked.empty()) committed_(batch);
}

}  // namespace mektep::server
