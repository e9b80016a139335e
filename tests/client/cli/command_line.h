#pragma once
// The verbs of `mektep` on a replica of a test's school, with what they print caught. The school's people, a
// few codes, a period and three schools of the office's directory are here.

#include <boost/json.hpp>
#include <sstream>

#include "client/cli/session.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

namespace json = boost::json;
using Words = std::vector<std::string>;

// What the verbs need besides a replica, which outlives it.
class Bench {
 public:
  Bench(Replica& replica, ManualClock& clock, SeededRandom& random, Path directory, Language language,
        bool json);
  int run(const Words& words);
  Status perform(const Invocation& invocation);
  std::string out() const { return out_.str(); }
  std::string err() const { return err_.str(); }

 private:
  Replica& replica_;
  Path directory_;
  SystemFiles files_;
  NoLog log_;
  Environment environment_;
  net::Loop loop_;
  std::ostringstream out_;
  std::ostringstream err_;
  Catalog catalog_;
  Console console_;
};

// A device that was never enrolled: it has an empty replica and knows no types.
class NewDevice {
 public:
  NewDevice();
  Replica* operator->() { return replica_.get(); }
  Bench bench(bool json = true);
  // The code of the failure; "done" when there was none.
  std::string code(Words words);
  Path path() const { return directory_.path(); }

 private:
  TempDirectory directory_;
  ManualClock clock_;
  SeededRandom random_{5};
  SystemFiles files_;
  NoLog log_;
  std::unique_ptr<Replica> replica_;
};

class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest();

  // Performs a command on the PC; the exit code. What it printed is in `out` and `err` until the next.
  int run(const Words& words, Language language = Language::en);
  int run_on(Device& device, const Words& words, Language language = Language::en);
  // With --json: the document, or the failure's object.
  json::object data(Words words);
  json::object data_on(Device& device, Words words);
  json::object failure(Words words);
  // The code of the failure; "done" when there was none.
  std::string code(const Words& words);
  // Logs a seminar as Aigul; its id.
  std::string seminar(const std::string& topic = "Семинар", const Words& more = {});

  // A record of the office's directory, its fields given by name.
  RecordName publish(const std::string& type, ScopeNumber scope,
                     const std::vector<std::pair<std::string, Value>>& fields);
  void publish_code(const std::string& book, const std::string& code, const Labels& labels);
  RecordName published_school(const std::string& code, std::int64_t number, const std::string& name);

  School school_;
  Device& pc_ = school_.pc;
  Device& laptop_ = school_.laptop;
  std::string out;
  std::string err;
  RecordName own_school_;
  RecordName partner_school_;
  RecordName period_;

 private:
  void publish_person(RecordId id, const std::string& kazakh, const std::string& russian);
};

}  // namespace mektep::client::test
