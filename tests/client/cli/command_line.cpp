#include "tests/client/cli/command_line.h"

#include <algorithm>

#include "shared/model/record_id.h"
#include "shared/store/natural_key.h"

namespace mektep::client::test {

namespace {

// The failure's object, as --json prints it.
json::object failure_in(const std::string& err) { return json::parse(err).at("error").as_object(); }

}  // namespace

Bench::Bench(Replica& replica, ManualClock& clock, SeededRandom& random, Path directory, Language language,
             bool json)
    : replica_(replica),
      directory_(std::move(directory)),
      environment_{clock, random, files_, log_},
      catalog_(Catalog::shipped(language)),
      console_(Terminal{out_, err_}, catalog_, json, random) {}

int Bench::run(const Words& words) {
  const auto invocation = parse_command_line(mektep_program(), words, catalog_);
  if (!invocation) return console_.fail(invocation.error());
  if (invocation->verb.empty()) {
    out_ << invocation->text;
    return 0;
  }
  const auto status = perform(*invocation);
  return status ? 0 : console_.fail(status.error());
}

constexpr std::uint64_t disk_free = 1ULL << 40U;

Status Bench::perform(const Invocation& invocation) {
  const auto no_signals = [](const std::function<void()>&) {};
  return client::perform(
      Run{console_, invocation, replica_, loop_, environment_, directory_, "PC",
          [] { return std::optional(disk_free); }, no_signals});
}

NewDevice::NewDevice() {
  ReplicaOptions options;
  options.directory = directory_.path();
  options.in_memory = true;
  auto opened = Replica::open({clock_, random_, files_, log_}, std::move(options));
  if (!opened) throw std::runtime_error(describe(opened.error()));
  replica_ = std::move(*opened);
}

Bench NewDevice::bench(bool json) {
  return Bench(*replica_, clock_, random_, directory_.path(), Language::en, json);
}

std::string NewDevice::code(Words words) {
  words.emplace_back("--json");
  Bench own = bench();
  return own.run(words) == 0 ? "done" : std::string(failure_in(own.err()).at("code").as_string());
}

CommandLineTest::CommandLineTest() {
  publish_person(aigul.person, "Ахметова Айгүл", "Ахметова Айгуль");
  publish_person(bolat.person, "Есенов Болат", "Есенов Болат");
  publish_code("activity_kinds", "seminar", {"Семинар", "Семинар", "Seminar"});
  publish_code("activity_kinds", "lesson_study", {"Сабақты зерттеу", "Исследование урока", "Lesson Study"});
  publish_code("activity_states", "held", {"Өтті", "Состоялось", "Held"});
  publish_code("audiences", "school_team", {"Мектеп командасы", "Команда школы", "School team"});
  publish_code("audiences", "parents", {"Ата-аналар", "Родители", "Parents"});
  own_school_ = published_school("KZ61-0203", 7, "Жоласар орта мектебі");
  partner_school_ = published_school("KZ61-0107", 8, "Ақбұлақ орта мектебі");
  published_school("KZ61-0166", 9, "Боралдай мектеп-лицейі");
  period_ = publish("period", network_scope,
                    {{"code", std::string("2025-2026-Q3")},
                     {"year", std::int64_t{2025}},
                     {"quarter", std::int64_t{3}},
                     {"from", Date{20'461}},
                     {"to", Date{20'530}},
                     {"state", std::string("open")}});
  school_.sync_all();
}

RecordName CommandLineTest::publish(const std::string& type_name, ScopeNumber scope,
                                    const std::vector<std::pair<std::string, Value>>& fields) {
  const RecordType* type = pc_->schema().type(type_name);
  std::map<FieldNumber, Value> values;
  for (const auto& [name, value] : fields) values[type->field(name)->number] = value;
  const RecordKey key{type->number, natural_record_id(*type, values)};
  std::vector<Op> ops;
  for (const auto& [field, value] : values) {
    Op op;
    op.record = key;
    op.cell = {field, {}};
    op.value = value;
    ops.push_back(std::move(op));
  }
  school_.server.write(scope, std::move(ops));
  return {scope, key};
}

void CommandLineTest::publish_person(RecordId id, const std::string& kazakh, const std::string& russian) {
  const RecordType* type = pc_->schema().type("person");
  std::vector<Op> ops;
  for (const auto& [name, text] : {std::pair{"name_kk", kazakh}, std::pair{"name_ru", russian}}) {
    Op op;
    op.record = {type->number, id};
    op.cell = {type->field(name)->number, {}};
    op.value = text;
    ops.push_back(std::move(op));
  }
  school_.server.write(school, std::move(ops));
}

void CommandLineTest::publish_code(const std::string& book, const std::string& code, const Labels& labels) {
  publish("codebook", network_scope,
          {{"book", book},
           {"code", code},
           {"name_kk", labels[0]},
           {"name_ru", labels[1]},
           {"name_en", labels[2]}});
}

RecordName CommandLineTest::published_school(const std::string& code, std::int64_t number,
                                             const std::string& name) {
  return publish(
      "school", network_scope,
      {{"code", code}, {"number", number}, {"short_kk", name}, {"kato", std::string("610000000")}});
}

int CommandLineTest::run(const Words& words, Language language) { return run_on(pc_, words, language); }

int CommandLineTest::run_on(Device& device, const Words& words, Language language) {
  const bool json = std::find(words.begin(), words.end(), "--json") != words.end();
  Bench bench(*device, device.clock(), device.random(), device.path(), language, json);
  const int exit = bench.run(words);
  out = bench.out();
  err = bench.err();
  return exit;
}

json::object CommandLineTest::data_on(Device& device, Words words) {
  words.emplace_back("--json");
  const int exit = run_on(device, words);
  EXPECT_EQ(exit, 0) << err;
  return exit == 0 ? json::parse(out).as_object() : json::object();
}

json::object CommandLineTest::data(Words words) { return data_on(pc_, std::move(words)); }

json::object CommandLineTest::failure(Words words) {
  words.emplace_back("--json");
  const int exit = run(words);
  EXPECT_NE(exit, 0) << out;
  EXPECT_EQ(out, "");
  return exit == 0 ? json::object() : failure_in(err);
}

std::string CommandLineTest::code(const Words& words) {
  Words with_json = words;
  with_json.emplace_back("--json");
  return run(with_json) == 0 ? "done" : std::string(failure_in(err).at("code").as_string());
}

std::string CommandLineTest::seminar(const std::string& topic, const Words& more) {
  Words words{"log", "activity", "kind=seminar", "from=2026-02-10", "topic=" + topic, "--as", "Айгүл"};
  words.insert(words.begin() + 2, more.begin(), more.end());
  return std::string(data(words).at("id").as_string());
}

}  // namespace mektep::client::test
