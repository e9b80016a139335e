// mektep-link: a bad link between two ports of this machine, for demonstrations and tests.

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include "shared/base/files.h"
#include "shared/net/loop.h"
#include "shared/net/loop_core.h"
#include "tools/link/control.h"
#include "tools/link/profiles.h"
#include "tools/link/proxy.h"
#include "tools/link/seeded.h"

namespace {

using namespace mektep;

constexpr std::size_t table_bytes_max = 64 * 1024;

struct Arguments {
  std::uint16_t listen = 0;
  std::string to;
  std::string profile;
  std::string profiles;
  std::optional<std::uint64_t> down_kbit;
  std::optional<std::uint64_t> up_kbit;
  std::optional<std::uint32_t> rtt_ms;
  std::optional<std::uint32_t> jitter_ms;
  std::optional<double> loss_pct;
  std::optional<std::uint64_t> cut_after_bytes;
  std::uint32_t cut_every_s = 0;
  bool outages = false;
  unsigned speed = 1;
  std::uint64_t seed = 1;
  std::uint16_t control = 0;
};

void declare(CLI::App& app, Arguments& arguments) {
  app.add_option("--listen", arguments.listen, "Port on 127.0.0.1; 0: any");
  app.add_option("--to", arguments.to, "HOST:PORT of the server")->required();
  app.add_option("--profile", arguments.profile, "Name of a link in the table");
  app.add_option("--profiles", arguments.profiles, "Another table than the built-in one");
  app.add_option("--down-kbit", arguments.down_kbit, "Rate to the client");
  app.add_option("--up-kbit", arguments.up_kbit, "Rate to the server");
  app.add_option("--rtt-ms", arguments.rtt_ms, "Round trip");
  app.add_option("--jitter-ms", arguments.jitter_ms, "Its change, up to so much more or less");
  app.add_option("--loss-pct", arguments.loss_pct, "Packets that have to be sent again")
      ->check(CLI::Range(0.0, 99.0));
  app.add_option("--cut-after-bytes", arguments.cut_after_bytes, "Cut once when so many bytes went up");
  app.add_option("--cut-every-s", arguments.cut_every_s, "Cut again and again");
  app.add_flag("--outages", arguments.outages, "Up and down by the profile's mean times");
  app.add_option("--speed", arguments.speed, "So many times faster: rates times it, delays and breaks divided by it")
      ->check(CLI::Range(1U, 1000U));
  app.add_option("--seed", arguments.seed, "The same seed, the same luck");
  app.add_option("--control", arguments.control, "Port on 127.0.0.1 that takes orders; 0: any");
}

Result<link::Profile> profile_of(const Arguments& arguments) {
  link::Profile profile;
  if (!arguments.profile.empty()) {
    std::string table(link::shipped_profiles());
    if (!arguments.profiles.empty()) {
      const auto content = SystemFiles().read(arguments.profiles, table_bytes_max);
      if (!content) return content.error();
      table = std::string(text_of(*content));
    }
    const auto known = link::parse_profiles(table);
    if (!known) return known.error();
    const auto found = link::find_profile(*known, arguments.profile);
    if (!found) return found.error();
    profile = *found;
    if (!link::has_link(profile)) return wrong_usage("link.profile_without_link").with("name", profile.name);
  }
  profile.down_kbit = arguments.down_kbit.value_or(profile.down_kbit);
  profile.up_kbit = arguments.up_kbit.value_or(profile.up_kbit);
  if (arguments.rtt_ms) profile.rtt = std::chrono::milliseconds(*arguments.rtt_ms);
  if (arguments.jitter_ms) profile.jitter = std::chrono::milliseconds(*arguments.jitter_ms);
  profile.loss_pct = arguments.loss_pct.value_or(profile.loss_pct);
  return link::at_speed(profile, arguments.speed);
}

Result<link::tcp::endpoint> endpoint_of(const std::string& to, net::Loop& loop) {
  const std::size_t colon = to.rfind(':');
  const Error unknown = wrong_usage("link.server_unknown").with("to", to);
  if (colon == std::string::npos) return unknown;
  std::string host = to.substr(0, colon);
  // An address of version six stands in brackets.
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  link::tcp::resolver resolver(loop.core().context);
  boost::system::error_code error;
  const auto found = resolver.resolve(host, to.substr(colon + 1), error);
  if (error || found.empty()) return unknown;
  return found.begin()->endpoint();
}

int fail(const Error& error) {
  std::cerr << describe(error) << '\n';
  return static_cast<int>(error.remedy);
}

int run(const Arguments& arguments) {
  const SystemClock clock;
  link::SeededRandom random(arguments.seed);
  net::Loop loop;
  const auto profile = profile_of(arguments);
  if (!profile) return fail(profile.error());
  const auto server = endpoint_of(arguments.to, loop);
  if (!server) return fail(server.error());
  const auto cut_every = std::chrono::milliseconds(std::chrono::seconds(arguments.cut_every_s)) / arguments.speed;
  link::ProxyOptions options{arguments.listen, *server, *profile, cut_every, arguments.outages};
  link::Proxy proxy(loop, clock, random, options);
  if (const Status opened = proxy.open(); !opened) return fail(opened.error());
  link::Control control(loop, proxy);
  if (const Status opened = control.open(arguments.control); !opened) return fail(opened.error());
  if (arguments.cut_after_bytes) proxy.cut_after_up(*arguments.cut_after_bytes);

  loop.on_signals({SIGTERM, SIGINT}, [&loop](int) { loop.stop(); });
  const boost::json::object ready{{"listen", proxy.port()},
                                  {"control", control.port()},
                                  {"to", arguments.to},
                                  {"profile", profile->name},
                                  {"speed", profile->speed}};
  std::cout << boost::json::serialize(ready) << std::endl;
  loop.run_until([] { return false; });
  return 0;
}

}  // namespace

int main(int count, char** values) {
  CLI::App app("A bad link between two ports: bandwidth, delay, jitter, loss, cuts.", "mektep-link");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(count, values);
    return run(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Remedy::usage);
  } catch (const std::exception& broken) {
    std::cerr << broken.what() << '\n';
    return 1;
  }
}
