// The composition root of `mektepd`: the only place that makes its clock, dice, disk and streams.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "server/app/run.h"
#include "shared/crypto/hash.h"
#include "shared/sqlite/failure.h"

namespace {

using namespace mektep;
using namespace mektep::server;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Terminal terminal() {
  const bool out = isatty(STDOUT_FILENO) != 0;
  const bool err = isatty(STDERR_FILENO) != 0;
  return {std::cout, std::cerr, out, err, out && variable("NO_COLOR").empty()};
}

// A machine that gave up in the middle: what was committed before is safe.
int guarded(const Run& run) {
  try {
    const auto status = perform(run);
    return status ? 0 : run.console.fail(status.error());
  } catch (const DiskFull&) {
    return run.console.fail(refused("store.disk_full"));
  } catch (const DatabaseBusy&) {
    return run.console.fail(refused("store.busy").with("path", run.directory().string()));
  } catch (const std::exception& broken) {
    return run.console.fail(refused("machine.failed").with("what", broken.what()));
  }
}

int run(const std::vector<std::string>& arguments) {
  start_crypto();
  SystemClock clock;
  SystemRandom random;
  SystemFiles files;
  const auto language = language_of({early_value(arguments, "--lang"), variable("LC_ALL"), variable("LANG")});
  const Catalog catalog = Catalog::shipped(language ? *language : Language::kk);
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  Console console(terminal(), catalog, json, random);
  if (!language) return console.fail(language.error());
  const auto invocation = parse_command_line(mektepd_program(), arguments, catalog);
  if (!invocation) return console.fail(invocation.error());
  if (invocation->verb.empty()) {
    std::cout << invocation->text;
    return 0;
  }
  // Only a server that runs has events worth keeping; what a command has to say it prints.
  NoLog silence;
  StreamLog journal(std::cerr, clock);
  Log& log = invocation->verb == "serve" ? static_cast<Log&>(journal) : silence;
  const Surroundings place{files, clock, random, log};
  return guarded(Run{console, *invocation, place});
}

}  // namespace

int main(int count, char** words) { return run(std::vector<std::string>(words + 1, words + count)); }
