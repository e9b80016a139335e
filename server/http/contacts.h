#pragma once
// Which devices were here, and what they hold unsent. Thousands return within a minute, so their visits are
// gathered and written together, a second late at most. What a power cut takes is only when a device was
// last seen. `note` and `take`: any thread.

#include <map>
#include <mutex>
#include <vector>

#include "server/store/devices.h"

namespace mektep::server {

class Contacts {
 public:
  // The latest word of a device counts.
  void note(const Contact& contact);
  std::vector<Contact> take();

 private:
  std::mutex mutex_;
  std::map<DeviceId, Contact> noted_;
};

}  // namespace mektep::server
