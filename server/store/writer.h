#pragma once
// The one writing thread's work: takes what all sessions have queued, commits once, then answers everyone.
// `submit` and `perform`: any thread. `run_once` and everything it calls back: the writing thread
// (writer_thread.h) or, in tests and the simulator, whoever drives it. `parts` outlives it.

#include <deque>
#include <mutex>

#include "server/store/integration.h"

namespace mektep::server {

class Writer {
 public:
  // Called on the writing thread, after the commit, never before.
  using Answer = std::function<void(const Admitted&)>;
  // Another transaction than a batch of packs: enrolment, an office user's save. Answers for itself.
  using Job = std::function<void(const ServerParts&)>;
  // Hears of each batch of packs after everyone was answered: who is concerned is woken from here.
  using Committed = std::function<void(const Batch&)>;

  Writer(const ServerParts& parts, Committed committed);

  // False when limits::writer_queue_max wait already: the caller keeps it and tries later.
  bool submit(Submission submission, Answer answer);
  bool perform(Job job);
  // Called, from the thread that queues, when something was queued: wakes the writing thread.
  void on_queued(std::function<void()> wake);

  // One batch or one job, in the order in which they came; false when there was nothing to do.
  // A full disk is answered with Outcome::failed, and a job is undone; a broken machine throws.
  bool run_once();
  std::size_t queued() const;

 private:
  struct Entry {
    Submission submission;
    Answer answer;
    Job job;  // when set, the others mean nothing
  };
  bool queue(Entry entry);
  void run_job(const Job& job);
  void run_batch(std::vector<Entry> entries);

  const ServerParts& parts_;
  Committed committed_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
};

}  // namespace mektep::server
