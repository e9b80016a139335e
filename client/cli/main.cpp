// The composition root of `mektep`: the only place that makes its clock, dice, disk, loop and streams.

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>

#include "client/cli/session.h"
#include "shared/base/files.h"
#include "shared/crypto/hash.h"
#include "shared/sqlite/failure.h"

namespace {

using namespace mektep;
using namespace mektep::client;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// A service manager may start programs without HOME.
Path home() {
  if (const auto named = variable("HOME"); !named.empty()) return named;
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? Path("/") : Path(user->pw_dir);
}

Path replica_directory(const Invocation& invocation) {
  if (invocation.has("--db")) return invocation.value("--db");
  if (const auto chosen = variable("MEKTEP_DB"); !chosen.empty()) return chosen;
  if (const auto data = variable("XDG_DATA_HOME"); !data.empty()) return Path(data) / "mektep";
  return home() / ".local" / "share" / "mektep";
}

std::string machine_name() {
  std::array<char, 65> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "PC";
  return name.data();
}

// The spellings that other programs read; small letters win, as with them.
std::string either(const char* small, const char* large) {
  auto value = variable(small);
  return value.empty() ? variable(large) : value;
}

net::ProxyWish proxies() {
  net::ProxyWish wish;
  wish.environment = either("https_proxy", "HTTPS_PROXY");
  if (wish.environment.empty()) wish.environment = either("all_proxy", "ALL_PROXY");
  wish.exceptions = either("no_proxy", "NO_PROXY");
  return wish;
}

Terminal terminal() {
  const bool out = isatty(STDOUT_FILENO) != 0;
  const bool err = isatty(STDERR_FILENO) != 0;
  return {std::cout, std::cerr, out, err, out && variable("NO_COLOR").empty()};
}

// Opens the replica, which makes its folder at the first time, and performs the verb.
Status perform_on(const Invocation& invocation, Console& console, const Environment& environment,
                  net::Loop& loop) {
  const Path directory = replica_directory(invocation);
  ReplicaOptions options;
  options.directory = directory;
  auto replica = Replica::open(environment, options);
  if (!replica && replica.error().code == "replica.newer_format" && invocation.verb == "export") {
    return export_unopened(invocation, console, environment, directory);
  }
  if (!replica) return replica.error();
  const auto stop_signal = [&](std::function<void()> stop) {
    // Asked twice, it does not wait for the server's goodbye.
    auto asked = std::make_shared<bool>(false);
    loop.on_signals({SIGINT, SIGTERM}, [stop = std::move(stop), asked, &loop](int) {
      if (std::exchange(*asked, true)) loop.stop();
      stop();
    });
  };
  const auto disk_free = [&]() -> std::optional<std::uint64_t> {
    std::error_code failed;
    const auto space = std::filesystem::space(directory, failed);
    return failed ? std::nullopt : std::optional<std::uint64_t>(space.available);
  };
  return perform(
      Run{console, invocation, **replica, loop, environment, directory, machine_name(), disk_free, stop_signal,
          proxies()});
}

int run(const std::vector<std::string>& arguments) {
  start_crypto();
  SystemClock clock;
  SystemRandom random;
  SystemFiles files;
  NoLog log;
  const auto language = language_of({early_value(arguments, "--lang"), variable("LC_ALL"), variable("LANG")});
  const Catalog catalog = Catalog::shipped(language ? *language : Language::kk);
  const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  Console console(terminal(), catalog, json, random);
  if (!language) return console.fail(language.error());
  const auto invocation = parse_command_line(mektep_program(), arguments, catalog);
  if (!invocation) return console.fail(invocation.error());
  if (invocation->verb.empty()) {
    std::cout << invocation->text;
    return 0;
  }
  try {
    net::Loop loop;
    const auto status = perform_on(*invocation, console, Environment{clock, random, files, log}, loop);
    return status ? 0 : console.fail(status.error());
  } catch (const DiskFull&) {
    return console.fail(refused("store.disk_full"));
  } catch (const std::exception& broken) {
    return console.fail(refused("machine.failed").with("what", broken.what()));
  }
}

}  // namespace

int main(int count, char** words) { return run(std::vector<std::string>(words + 1, words + count)); }
