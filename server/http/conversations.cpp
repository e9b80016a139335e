#include "server/http/conversations.h"

namespace mektep::server {

void Conversations::join(DeviceId device, const std::shared_ptr<Inbox>& inbox) {
  const std::lock_guard lock(mutex_);
  inboxes_.emplace(device, inbox);
}

void Conversations::leave(DeviceId device, const std::shared_ptr<Inbox>& inbox) {
  const std::lock_guard lock(mutex_);
  auto [at, end] = inboxes_.equal_range(device);
  while (at != end) at = at->second == inbox ? inboxes_.erase(at) : std::next(at);
}

void Conversations::tell(DeviceId device, const Inbox::Event& event) {
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = inboxes_.equal_range(device);
  for (auto at = begin; at != end; ++at) at->second->put(event);
}

void Conversations::stop_all(const std::string& code, const std::function<std::uint32_t()>& retry_after_s) {
  const std::lock_guard lock(mutex_);
  for (const auto& [device, inbox] : inboxes_) {
    inbox->put([code, slot = retry_after_s()](ServerSession& session) { session.stop(code, slot); });
  }
}

std::size_t Conversations::count() const {
  const std::lock_guard lock(mutex_);
  return inboxes_.size();
}

std::vector<DeviceId> Conversations::devices() const {
  const std::lock_guard lock(mutex_);
  std::vector<DeviceId> devices;
  for (const auto& [device, inbox] : inboxes_) {
    if (devices.empty() || devices.back() != device) devices.push_back(device);
  }
  return devices;
}

}  // namespace mektep::server
