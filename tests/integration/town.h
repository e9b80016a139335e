#pragma once
// The real programs on loopback: a server with the network of twelve schools that ships, and devices of its
// schools. Everything lies in a folder of its own and ends with the test.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>

#include "tests/support/process.h"

namespace mektep::test {

namespace json = boost::json;

inline const std::string leading_school = "KZ61-0107";
inline const std::string partner_school = "KZ61-0203";

// What a program with --json answered.
struct Answer {
  int exit = -1;
  json::object data;   // standard output's document, where there was one
  json::object error;  // the failure's object on standard error
  std::string out;
  std::string err;

  std::string code() const { return error.contains("code") ? std::string(error.at("code").as_string()) : ""; }
  std::string text(const std::string& key) const { return std::string(data.at(key).as_string()); }
  std::int64_t number(const std::string& key) const { return data.at(key).to_number<std::int64_t>(); }
};
Answer answer_of(const Ran& ran);

std::string program_file(const std::string& name);
std::string data_file(const std::string& name);

class Town {
 public:
  // Makes the server's folder, with more options of `init` where a test has some, and imports the network.
  explicit Town(const Words& options = {});
  ~Town();

  const std::filesystem::path& path() const { return folder_.path(); }
  std::string server_folder() const { return folder_.file("server").string(); }

  // `mektepd` with --json on the server's folder.
  Answer office(Words words) const;
  // The same, and it has to work.
  json::object done(const Words& words) const;

  // Serves on loopback; the port stays the same over restarts.
  // From then on `environment` is what the office's commands run in too.
  void serve(const Words& environment = {});
  // The exit code; -1 when it did not end within ten seconds.
  int stop(int signal = SIGTERM);
  Process& server() { return *server_; }
  std::uint16_t port() const { return port_; }
  std::string pin() const { return pin_; }

  std::string link(const std::string& school, const std::string& role, const std::string& person,
                   std::optional<std::uint16_t> port = {}) const;

 private:
  TempDirectory folder_;
  Words environment_;
  std::unique_ptr<Process> server_;
  std::uint16_t port_ = 0;
  std::string pin_;
};

// A device's folder and `mektep` on it.
class School {
 public:
  // `environment` is what its programs run in.
  School(const Town& town, std::string name, Words environment = {})
      : folder_((town.path() / name).string()), name_(std::move(name)), environment_(std::move(environment)) {}

  Answer run(Words words) const;
  // In sentences, in a language.
  Ran say(Words words, const std::string& language = "kk") const;
  // Has to work.
  json::object done(const Words& words) const;
  void enrol(const std::string& link) const;
  std::string folder() const { return folder_; }
  Words line(Words words) const;

  // The digest that it shows of a scope: position, log, state.
  std::string digest(const std::string& scope) const;
  // What the stock sqlite3 shell reads, as JSON.
  json::array sql(const std::string& query) const;

 private:
  std::string folder_;
  std::string name_;
  Words environment_;
};

std::string digest_in(const json::object& answer, const std::string& scope);

}  // namespace mektep::test
