#pragma once
// One run of `mektepd`: what every verb needs. The composition root (main.cpp) owns all of it.
// A verb returns its failure; whoever called prints it.

#include "server/app/folder.h"
#include "shared/net/loop.h"
#include "shared/terminal/command_line.h"
#include "shared/terminal/console.h"

namespace mektep::server {

struct Run {
  Console& console;
  const Invocation& asked;
  const Surroundings& place;

  Path directory() const { return asked.value("--data"); }
};

// The table of verbs: what --help lists and docs/cli.md describes.
Program mektepd_program();
// Performs the verb of `run.asked`.
Status perform(const Run& run);

}  // namespace mektep::server
