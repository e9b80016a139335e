#pragma once
// The conversations that are going on, by device: for what concerns one device wherever it is linked,
// and for the end of all. Any thread.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/http/inbox.h"

namespace mektep::server {

class Conversations {
 public:
  void join(DeviceId device, const std::shared_ptr<Inbox>& inbox);
  // Called by every conversation's end; forgets those that are gone.
  void leave(DeviceId device, const std::shared_ptr<Inbox>& inbox);
  void tell(DeviceId device, const Inbox::Event& event);
  // Every session finishes what is under way, says Bye with `code`, and is asked to come back after as many
  // seconds as `retry_after_s` gives it: each its own.
  void stop_all(const std::string& code, const std::function<std::uint32_t()>& retry_after_s);
  std::size_t count() const;
  // Those that are linked, each once.
  std::vector<DeviceId> devices() const;

 private:
  mutable std::mutex mutex_;
  std::multimap<DeviceId, std::shared_ptr<Inbox>> inboxes_;
};

}  // namespace mektep::server
