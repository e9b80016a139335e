#pragma once
// The composition root of `mektepd serve`: folder, threads, sessions and listener, put together here and
// taken apart in the opposite order. One per process.

#include <memory>

#include "server/app/address.h"
#include "server/app/folder.h"
#include "shared/net/loop.h"
#include "shared/words/language.h"

namespace mektep::server {

struct ServeOrder {
  Address listen;
  std::string host;  // in links; empty: what the server listens on
  Language language = Language::kk;
};

// What a person needs to reach the server.
struct ServerReady {
  Address reachable;
  net::Pin pin{};
  std::string page;  // a link that opens the office's page once
};

class Server {
 public:
  // Listens when it returns. Fails as ServerFolder::open and net::Listener::open do. `place` and `loop`
  // outlive it.
  static Result<std::unique_ptr<Server>> start(const Surroundings& place, net::Loop& loop, const Path& directory,
                                               const ServeOrder& order);
  ~Server();

  const ServerReady& ready() const;
  // Runs until `stop` has been carried out. Fails with machine.failed (what) or store.disk_full when the
  // machine gave up: nothing was written after that.
  Status run();
  // Not ready, a Bye to everyone, commits finished, and the end within limits::stop_timeout; a second call
  // ends at once. Any thread.
  void stop();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace mektep::server
