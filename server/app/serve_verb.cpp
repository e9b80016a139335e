#include <boost/json/object.hpp>
#include <csignal>

#include "server/app/server.h"
#include "server/app/verbs.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

constexpr std::uint16_t default_port = 8443;

Result<ServeOrder> order_of(const Run& run) {
  const std::string listen = run.asked.has("--listen") ? run.asked.value("--listen") : std::string();
  const auto address = parse_address(listen, default_port);
  if (!address) return address.error();
  return ServeOrder{*address, run.asked.value("--host"), run.console.catalog().language()};
}

void say_ready(const Run& run, const ServerReady& ready) {
  run.console.print(json::object{{"ready", true},
                                 {"port", ready.reachable.port},
                                 {"pin", to_base64url(ready.pin)},
                                 {"page", ready.page}});
  run.console.say("serve.listening", {{"address", to_text(ready.reachable)}});
  run.console.say("serve.office_link", {{"link", ready.page}});
}

}  // namespace

Status serve_verb(const Run& run) {
  const auto order = order_of(run);
  if (!order) return order.error();
  net::Loop loop;
  const auto server = Server::start(run.place, loop, run.directory(), *order);
  if (!server) return server.error();
  loop.on_signals({SIGTERM, SIGINT}, [&](int) {
    run.console.say("serve.stopping");
    (*server)->stop();
  });
  say_ready(run, (*server)->ready());
  const auto ended = (*server)->run();
  if (!ended) return ended;
  run.console.say("serve.stopped");
  return done;
}

}  // namespace mektep::server
