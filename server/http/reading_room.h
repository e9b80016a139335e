#pragma once
// Where the store is read: no SQLite call happens on a network thread. One thread, one Reader; what is
// asked waits in order, and the number of askers is bounded by the number of connections, each of which
// has at most one read under way.

#include <functional>

#include "server/store/store.h"

namespace mektep::server {

class ReadingRoom {
 public:
  using Task = std::function<void(const Reader&)>;
  virtual ~ReadingRoom() = default;
  // Any thread. `task` runs once, on the reading thread, or never when the server stops before.
  virtual void ask(Task task) = 0;
};

}  // namespace mektep::server
