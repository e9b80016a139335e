#include "tests/integration/town.h"

#include <algorithm>

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

json::object object_in(const std::string& text) {
  const auto begin = text.find('{');
  if (begin == std::string::npos) return {};
  const auto end = text.find('\n', begin);
  boost::system::error_code failed;
  const auto value = json::parse(text.substr(begin, end - begin), failed);
  return failed || !value.is_object() ? json::object() : value.as_object();
}

}  // namespace

std::string program_file(const std::string& name) { return std::string(MEKTEP_PROGRAMS) + "/" + name; }
std::string data_file(const std::string& name) { return std::string(MEKTEP_SOURCE_DIR) + "/data/" + name; }

Answer answer_of(const Ran& ran) {
  Answer answer;
  answer.exit = ran.exit;
  answer.out = ran.out;
  answer.err = ran.err;
  answer.data = object_in(ran.out);
  const json::object failure = object_in(ran.err);
  if (failure.contains("error")) answer.error = failure.at("error").as_object();
  return answer;
}

Town::Town(const Words& options) {
  Words init{"init"};
  init.insert(init.end(), options.begin(), options.end());
  done(init);
  for (const std::string kind : {"regions", "sites", "terms"})
    done({"import", kind, data_file(kind + ".csv")});
  std::vector<std::filesystem::path> books;
  for (const auto& entry : std::filesystem::directory_iterator(data_file("codebooks"))) {
    if (entry.path().extension() == ".csv") books.push_back(entry.path());
  }
  std::sort(books.begin(), books.end());
  for (const auto& book : books) done({"import", "codebooks", book.string()});
  for (const std::string kind : {"schools", "people", "partnerships"}) {
    done({"import", kind, data_file("network12/" + kind + ".csv")});
  }
}

Town::~Town() {
  if (server_) stop();
}

Answer Town::office(Words words) const {
  words.insert(words.begin(), program_file("mektepd"));
  words.insert(words.end(), {"--data", server_folder(), "--json"});
  return answer_of(run_program(words, environment_));
}

json::object Town::done(const Words& words) const {
  const Answer answer = office(words);
  if (answer.exit != 0) throw std::runtime_error("mektepd " + words.front() + ": " + answer.err);
  return answer.data;
}

void Town::serve(const Words& environment) {
  environment_ = environment;
  const std::string listen = "127.0.0.1:" + std::to_string(port_);
  Words words{program_file("mektepd"), "serve", "--data", server_folder(), "--listen"};
  words.insert(words.end(), {listen, "--host", "127.0.0.1", "--json"});
  server_ = std::make_unique<Process>(words, environment);
  // A port that was given back may serve another program's outgoing connection for a moment.
  for (int tries = 0; port_ != 0 && tries < 40 && server_->wait(250ms) >= 0; ++tries) {
    server_ = std::make_unique<Process>(words, environment);
  }
  const json::object ready = object_in(server_->first_line(20s));
  port_ = static_cast<std::uint16_t>(ready.at("port").to_number<int>());
  pin_ = std::string(ready.at("pin").as_string());
}

int Town::stop(int signal) {
  server_->signal(signal);
  const int exit = server_->wait(10s);
  server_.reset();
  return exit;
}

std::string Town::link(const std::string& school, const std::string& role, const std::string& person,
                       std::optional<std::uint16_t> port) const {
  const auto answer = done({"enrol", school, "--role", role, "--person", person, "--host", "127.0.0.1",
                            "--port", std::to_string(port.value_or(port_))});
  return std::string(answer.at("link").as_string());
}

Words School::line(Words words) const {
  words.insert(words.begin(), program_file("mektep"));
  words.insert(words.end(), {"--db", folder_});
  return words;
}

Answer School::run(Words words) const {
  words.emplace_back("--json");
  return answer_of(run_program(line(std::move(words)), environment_));
}

Ran School::say(Words words, const std::string& language) const {
  words.insert(words.end(), {"--lang", language});
  return run_program(line(std::move(words)), environment_);
}

json::object School::done(const Words& words) const {
  const Answer answer = run(words);
  if (answer.exit != 0) throw std::runtime_error(name_ + ", " + words.front() + ": " + answer.err);
  return answer.data;
}

void School::enrol(const std::string& link) const { done({"enrol", link, "--name", name_}); }

std::string digest_in(const json::object& answer, const std::string& scope) {
  for (const auto& entry : answer.at("digests").as_array()) {
    const auto& digest = entry.as_object();
    if (digest.at("scope").as_string() != scope) continue;
    return std::to_string(digest.at("position").to_number<std::int64_t>()) + " " +
           std::string(digest.at("log").as_string()) + " " + std::string(digest.at("state").as_string());
  }
  return "none";
}

std::string School::digest(const std::string& scope) const { return digest_in(done({"digest"}), scope); }

json::array School::sql(const std::string& query) const {
  const Ran ran =
      run_program({"/usr/bin/sqlite3", "-json", "file:" + folder_ + "/replica.db?mode=ro", query});
  if (ran.exit != 0) throw std::runtime_error(query + ": " + ran.err);
  return ran.out.empty() ? json::array() : json::parse(ran.out).as_array();
}

}  // namespace mektep::test
