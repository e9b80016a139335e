#include "tests/tidy/house.h"

#include <algorithm>

namespace mektep::tidy {

const std::vector<Room>& rooms() {
  static const std::vector<Room> table{
      {"shared/base", {}},
      {"shared/words", {"shared/base"}},
      {"shared/terminal", {"shared/words"}},
      {"shared/model", {"shared/base"}},
      {"shared/merge", {"shared/model"}},
      {"shared/codec", {"shared/model"}},
      {"shared/crypto", {"shared/base"}},
      {"shared/bundle", {"shared/crypto"}},
      {"shared/files", {"shared/crypto"}},
      {"shared/sqlite", {"shared/base"}},
      {"shared/pack", {"shared/codec", "shared/crypto"}},
      {"shared/store", {"shared/merge", "shared/pack", "shared/sqlite"}},
      {"shared/protocol", {"shared/pack"}},
      {"shared/serve", {"shared/protocol", "shared/store", "shared/files"}},
      {"shared/net", {"shared/base"}},
      {"client/include/mektep", {}},
      {"client/replica", {"shared/store", "shared/protocol", "shared/files"}},
      {"client/sync", {"client/replica", "shared/protocol"}},
      {"client/link", {"client/sync", "shared/net"}},
      {"client/bundle", {"client/sync", "shared/bundle"}},
      {"client/hub", {"client/replica", "shared/serve", "shared/net"}},
      {"client/page", {"client/replica", "shared/net", "shared/words"}},
      {"client", {"client/include/mektep", "client/link", "client/bundle", "client/hub", "client/page"}},
      {"client/cli", {"client", "shared/terminal"}},
      {"server/store", {"shared/store"}},
      {"server/access", {"shared/model", "shared/crypto"}},
      {"server/session", {"shared/serve", "server/access", "server/store"}},
      {"server/feed", {"server/store"}},
      {"server/tally", {"server/store"}},
      {"server/http", {"server/session", "server/feed", "server/tally", "shared/net", "shared/words"}},
      {"server/app", {"server/http", "shared/bundle", "shared/terminal"}},
      {"tools", {"*"}},
  };
  return table;
}

namespace {

const Room* room_named(std::string_view name) {
  const auto found =
      std::find_if(rooms().begin(), rooms().end(), [&](const Room& room) { return room.name == name; });
  return found == rooms().end() ? nullptr : &*found;
}

void add_reach(std::string_view name, std::set<std::string_view>& reach) {
  if (!reach.insert(name).second) return;
  const auto* room = room_named(name);
  if (room == nullptr) return;
  for (const auto next : room->may) {
    if (next != "*") {
      add_reach(next, reach);
      continue;
    }
    for (const auto& any : rooms()) reach.insert(any.name);
  }
}

}  // namespace

std::string_view room_of(std::string_view path) {
  std::string_view best;
  for (const auto& room : rooms()) {
    const bool inside = path.substr(0, room.name.size()) == room.name && path.size() > room.name.size() &&
                        path[room.name.size()] == '/';
    if (inside && room.name.size() > best.size()) best = room.name;
  }
  return best;
}

std::set<std::string_view> reach_of(std::string_view room) {
  std::set<std::string_view> reach;
  add_reach(room, reach);
  return reach;
}

const std::vector<HeaderHome>& header_homes() {
  static const std::vector<HeaderHome> table{
      {"<sqlite3.h>", {"shared/sqlite/", "tools/sim/"}},  // the simulator lends SQLite a disk
      {"<cereal/", {"shared/codec/"}},
      {"<zstd.h>", {"shared/codec/", "tools/"}},
      {"<sodium.h>", {"shared/bundle/", "shared/crypto/"}},
      {"<utf8proc.h>", {"shared/model/", "shared/sqlite/", "shared/terminal/"}},
      {"<toml++/", {"shared/model/", "shared/words/"}},
      {"<libpq-fe.h>", {"server/store/postgres/"}},
      {"<boost/beast", {"shared/net/", "server/http/", "client/page/", "client/hub/", "tools/link/"}},
      {"<openssl/", {"shared/net/", "server/http/", "client/page/", "client/hub/"}},
      {"<boost/asio",
       {"shared/net/", "server/http/", "client/page/", "client/hub/", "client/link/", "client/client.cpp",
        "server/app/", "tools/link/"}},
      {"<CLI/", {"shared/terminal/", "tools/"}},
  };
  return table;
}

const std::vector<AdapterCall>& adapter_calls() {
  static const std::vector<AdapterCall> table{
      {"_clock::now", {"shared/base/clock.cpp"}},
      {"random_device", {}},
      {"getrandom(", {"shared/base/random.cpp"}},
      {"rand(", {}},
      {"srand(", {}},
      {"::socket(", {}},
      {"::open(", {"shared/base/files.cpp", "shared/sqlite/commit_lock.cpp"}},
      {"fopen(", {}},
      {"ifstream", {}},
      {"ofstream", {}},
      {"fstream>", {}},
      {"std::thread", {"shared/net/loop.cpp", "server/store/writer_thread.", "server/app/reading_thread."}},
      {"std::jthread", {}},
      {"std::async", {}},
      {"sleep_for", {"shared/sqlite/commit_lock.cpp"}},
      {"sleep_until", {}},
      {"usleep(", {}},
      {"getenv(", {"client/cli/main.cpp", "server/app/main.cpp"}},
      {"sqlite3_vfs_register(", {}},
  };
  return table;
}

const std::vector<Exception>& sources_without_mirror() {
  static const std::vector<Exception> table{
      {"shared/net/boost_sources.cpp", "compiles Asio and Beast once and holds no line of ours"},
      {"tools/train_dictionary/main.cpp", "run by hand, once for each new dictionary"},
      {"tools/sim/", "the simulator is itself a test; tests/simulation runs it"},
      {"client/cli/main.cpp", "tests/integration runs the program whole"},
      {"server/app/main.cpp", "tests/integration runs the program whole"},
  };
  return table;
}

const std::vector<Exception>& speakers() {
  static const std::vector<Exception> table{
      {"client/cli/main.cpp", "the program's standard streams are handed out here"},
      {"server/app/main.cpp", "the program's standard streams are handed out here"},
      {"tools/", "tools for developers print by themselves"},
  };
  return table;
}

}  // namespace mektep::tidy
