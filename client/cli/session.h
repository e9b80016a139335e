#pragma once
// One run of `mektep` on an open replica: what every verb needs. The composition root (main.cpp) owns
// all of it. A verb returns its failure; whoever called prints it.

#include <functional>

#include "client/replica/replica.h"
#include "shared/net/loop.h"
#include "shared/net/proxy.h"
#include "shared/terminal/command_line.h"
#include "shared/terminal/console.h"

namespace mektep::client {

struct Run {
  Console& console;
  const Invocation& invocation;
  Replica& replica;
  net::Loop& loop;
  const Environment& environment;
  Path directory;            // of the replica
  std::string machine_name;  // what the device is called when nobody says otherwise
  std::function<std::optional<std::uint64_t>()> disk_free;  // bytes, where the replica lies
  // Calls back, on the loop, when a person asks the program to stop.
  std::function<void(std::function<void()>)> stop_signal;
  // What the environment says of proxies; --proxy comes before it.
  net::ProxyWish proxy = {};
};

// The table of verbs: what --help lists and docs/cli.md describes.
Program mektep_program();
// `export` on a folder whose file a newer program wrote: what has not left, or the whole file.
Status export_unopened(const Invocation& invocation, Console& console, const Environment& environment,
                       const Path& directory);
// Performs the verb of `run.invocation`.
Status perform(const Run& run);

}  // namespace mektep::client
