#pragma once
// The rooms behind the listener, in one thread: a small network, its writer run by hand, reads that wait
// until the test lets them happen.

#include <deque>

#include "server/http/service.h"
#include "server/store/page_tokens.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {

class WaitingReads final : public ReadingRoom {
 public:
  explicit WaitingReads(const Reader& reader) : reader_(reader) {}
  void ask(Task task) override { tasks_.push_back(std::move(task)); }
  // Those that wait, and those that follow from them.
  void run() {
    while (!tasks_.empty()) {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      task(reader_);
    }
  }
  std::size_t waiting() const { return tasks_.size(); }

 private:
  const Reader& reader_;
  std::deque<Task> tasks_;
};

class House {
 public:
  House() : network(StoreKind::memory), reads(*network.reader) {}

  // Reads and commits until nothing waits.
  void settle() {
    for (bool busy = true; busy;) {
      busy = reads.waiting() > 0;
      reads.run();
      while (writer.run_once()) busy = true;
    }
  }

  Network network;
  WaitingReads reads;
  Feed feed;
  Conversations conversations;
  Contacts contacts;
  Writer writer{network.parts, [this](const Batch& batch) { feed.moved(batch.moved); }};
  ConversationParts parts{writer, reads, feed, conversations, contacts, network.keys, network.clock};
};

}  // namespace mektep::server::test
