// Photographs over a bad link, in virtual time: the real session machines and a real store, with a road between
// them that takes whatever it is given at once, and carries it slowly. So what is sent too early stands in
// the way of what should pass.

#include <gtest/gtest.h>

#include "client/replica/replica_files.h"
#include "client/sync/session.h"
#include "server/app/schema_records.h"
#include "server/http/lookup.h"
#include "server/session/file_desk.h"
#include "server/store/file_names.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;
using client::RecordEdit;
using client::FieldWrite;
using client::ReplicaFiles;
using client::RecordName;
using server::ServerSession;

const std::string schema = std::string(server::test::note_schema()) + R"(
  [[type.field]]
  number = 9
  name = "files"
  kind = "set"
  of = "file"
  labels = { kk = "Файлдар", ru = "Файлы", en = "Files" }
)";

// One way of a road: in order, at a rate.
class Way {
 public:
  void send(Bytes message, Monotonic now, std::uint64_t bytes_per_second) {
    const auto takes = Monotonic{static_cast<std::int64_t>(message.size() * 1000 / bytes_per_second)};
    free_at_ = std::max(free_at_, now) + takes;
    messages_.emplace_back(free_at_ + 150ms, std::move(message));
  }
  Monotonic next() const { return messages_.empty() ? Monotonic::max() : messages_.front().first; }
  Bytes take() {
    Bytes message = std::move(messages_.front().second);
    messages_.pop_front();
    return message;
  }
  void drop() {
    messages_.clear();
    free_at_ = Monotonic{0};
  }

 private:
  std::deque<std::pair<Monotonic, Bytes>> messages_;
  Monotonic free_at_{0};
};

class SlowSchool {
 public:
  explicit SlowSchool(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {
    parts_.derivations = {&names_};
    auto integration = std::move(*server::Integration::begin(parts_));
    EXPECT_TRUE(server::write_schema(*integration, network_.store->schema()).ok());
    integration->commit();
    client::ReplicaOptions options;
    options.directory = folder_.file("replica");
    options.in_memory = true;
    replica_ = std::move(*client::Replica::open({clock_, random_, files_, log_}, options));
    enrol();
    run_until_done();
  }

  client::Replica& replica() { return *replica_; }
  ReplicaFiles& files() { return replica_->files(); }
  Monotonic now() const { return clock_.monotonic(); }
  server::FileDesk& desk() { return desk_; }
  std::size_t cuts() const { return cuts_; }
  std::uint64_t file_bytes_sent() const { return file_bytes_sent_; }

  void write_note(const std::vector<FieldWrite>& more) {
    RecordEdit edit;
    edit.type = server::test::note_type;
    edit.scope = network_.scope();
    edit.fields = more;
    FieldWrite title;
    title.field = server::test::title_field;
    title.value = std::string("Ашық сабақ ") + std::to_string(++notes_);
    edit.fields.push_back(title);
    const auto saved = replica_->write({network_.coordinator}, {edit});
    ASSERT_TRUE(saved.ok()) << describe(saved.error());
    if (client_) client_->outbox_grew(now());
  }
  FileName attach(std::size_t bytes) {
    Bytes content(bytes);
    random_.fill(content);
    content[0] = 0xff;
    content[1] = 0xd8;
    content[2] = 0xff;
    EXPECT_TRUE(files_.write(folder_.file("photo.jpg"), content).ok());
    const auto kept = files().keep(folder_.file("photo.jpg"));
    EXPECT_TRUE(kept.ok());
    FieldWrite write;
    write.field = FieldNumber{9};
    write.add = {Value{encode(*kept)}};
    write_note({write});
    return kept->file;
  }

  // Contact after contact; `every`: how long until the next cut.
  void connect(bool watch) {
    client_ = std::make_unique<client::ClientSession>(*replica_, **replica_->prepare_keys(), clock_,
                                                      client::SessionGoal{.watch = watch});
    const ChannelBinding binding{};
    const server::ReaderLookup lookup_on(*network_.reader, 3, clock_.wall());
    auto lookup = lookup_on;
    auto greeted = server::greet(client_->hello(binding), binding, lookup, clock_.wall());
    auto& accepted = std::get<server::Greeted>(greeted);
    device_ = accepted.start.device;
    server_ = std::make_unique<ServerSession>(std::move(accepted.start), network_.keys.receipts, clock_);
    ASSERT_TRUE(client_->on_welcome(encode(accepted.welcome), now()).ok());
  }
  void cut() {
    if (!client_) return;
    client_->lost();
    file_bytes_sent_ += client_->progress().file_bytes_sent;
    client_.reset();
    server_.reset();
    up_.drop();
    down_.drop();
    ++cuts_;
  }

  // One event, or `until`.
  void step(Monotonic until) {
    pull();
    const Monotonic next = std::min({up_.next(), down_.next(), client_->deadline(), until});
    if (next > now()) clock_.advance(next - now());
    network_.clock.advance(next > network_.clock.monotonic() ? next - network_.clock.monotonic() : 0ms);
    if (up_.next() <= now()) {
      server_->on_message(up_.take(), now());
    } else if (down_.next() <= now()) {
      client_->on_message(down_.take(), now());
    } else if (client_->deadline() <= now()) {
      client_->on_tick(now());
    }
    pull();
  }
  // A contact that is not cut.
  void run_until_done() {
    connect(false);
    const Monotonic end = now() + std::chrono::hours(24);
    while (!client_->finished() && now() < end) step(end);
    EXPECT_TRUE(client_->status().ok()) << describe(client_->status().error());
    cut();
    --cuts_;
  }

 private:
  void enrol() {
    const auto secret = server::invite(parts_, {network_.school.code, "coordinator", {}, "office"});
    client::Keys& keys = **replica_->prepare_keys();
    server::Newcomer presented;
    presented.secret = *secret;
    presented.signing = keys.signing.public_key();
    presented.box = keys.box.public_key();
    presented.name = "pc";
    const auto welcomed = server::redeem(parts_, presented);
    client::Identity identity;
    identity.address = {"server.example", 8443, {}};
    identity.device = welcomed->certificate;
    identity.server = network_.keys.certificate;
    identity.school = network_.school.code;
    identity.school_scope = network_.scope();
    ASSERT_TRUE(replica_->enrol(identity).ok());
  }
  void pull() {
    for (bool more = true; more;) {
      more = false;
      while (auto message = client_->next_message(now())) up_.send(std::move(*message), now(), rate_);
      for (const auto& action : server_->take_actions()) {
        std::visit([&](const auto& one) { perform(one); }, action);
        more = true;
      }
      while (auto message = server_->next_message(now())) {
        down_.send(std::move(*message), now(), rate_);
        more = true;
      }
    }
  }
  void perform(const ServerSession::SubmitPack& submit) {
    auto batch = server::integrate(parts_, {{device_.id, submit.pack}});
    ASSERT_TRUE(batch.ok());
    server_->on_admitted(batch->admitted.front());
    server_->on_moved(batch->moved);
  }
  void perform(const ReadLog& wanted) {
    LogSlice slice;
    slice.scope = wanted.scope;
    slice.after = wanted.after;
    slice.packs = network_.reader->read_after(wanted.scope, wanted.after, wanted.bytes_max);
    slice.head.scope = wanted.scope;
    if (const auto head = network_.reader->head(wanted.scope)) slice.head = *head;
    server_->on_log(std::move(slice));
  }
  void perform(const ServerSession::LookUp& wanted) {
    server_->on_known(server::known_heads(*network_.reader, device_, wanted.streams, clock_.wall()));
  }
  void perform(const ServerSession::CompareBase&) { ADD_FAILURE() << "nothing is damaged here"; }
  void perform(const ServerSession::NoteRepair&) { ADD_FAILURE() << "nothing is damaged here"; }
  void perform(const ServerSession::FindSnapshots& wanted) { server_->on_snapshots(wanted.scopes, {}); }
  void perform(const ReadBack& wanted) { server_->on_read_back(read_back(*network_.reader, wanted)); }
  void perform(const FileRequest& request) { server_->on_file(desk_.answer(*network_.reader, device_, request)); }

  std::uint64_t rate_;
  TempDirectory folder_;
  ManualClock clock_;
  SeededRandom random_{4};
  SystemFiles files_;
  NoLog log_;
  server::test::Network network_{server::test::StoreKind::sqlite, schema.c_str()};
  server::FileNames names_;
  server::ServerParts parts_ = network_.parts;
  server::FileDesk desk_{files_, folder_.file("server"), random_};
  server::Device device_;
  std::unique_ptr<client::Replica> replica_;
  std::unique_ptr<client::ClientSession> client_;
  std::unique_ptr<ServerSession> server_;
  Way up_;
  Way down_;
  std::size_t cuts_ = 0;
  std::size_t notes_ = 0;
  std::uint64_t file_bytes_sent_ = 0;
};

constexpr std::uint64_t thirty_kbit = 30'000 / 8;

TEST(SlowFiles, AHundredMegabytesOfPhotographsLetRecordsPassInSecondsAndAreSentOnce) {
  SlowSchool school(thirty_kbit);
  constexpr std::size_t photos = 20;
  constexpr std::size_t photo_bytes = 5'000'000;
  std::vector<FileName> names;
  for (std::size_t number = 0; number < photos; ++number) names.push_back(school.attach(photo_bytes));
  SeededRandom luck(8);
  const auto drawn = [&](std::uint64_t from, std::uint64_t to) {
    return Monotonic{static_cast<std::int64_t>(1000 * (from + luck.u64() % (to - from)))};
  };
  const Monotonic end = school.now() + std::chrono::hours(12);
  Monotonic longest{0};
  std::optional<Monotonic> saved_at;
  Monotonic save_at = school.now() + 300s;
  while (!school.files().to_send().empty() && school.now() < end) {
    school.connect(true);
    const Monotonic cut_at = school.now() + drawn(10, 900);
    while (school.now() < cut_at && !(school.files().to_send().empty() && !saved_at)) {
      school.step(std::min(cut_at, save_at));
      if (school.now() >= save_at) {
        school.write_note({});
        saved_at = school.now();
        save_at += 300s;
      }
      if (!saved_at || school.replica().state().unsent_changes > 0) continue;
      longest = std::max(longest, school.now() - *saved_at);
      saved_at.reset();
    }
    // A record that a cut caught is sent with the next contact: that is not the files' doing.
    saved_at.reset();
    school.cut();
  }
  EXPECT_TRUE(school.files().to_send().empty());
  for (const FileName& name : names) EXPECT_TRUE(school.desk().shelf().holds(name));
  EXPECT_LE(longest, 10s);
  const std::uint64_t twice = school.file_bytes_sent() - photos * photo_bytes;
  EXPECT_LE(twice, school.cuts() * limits::file_chunk_bytes);
  // The link was busy with the files: nine tenths of it at least.
  const auto ideal = Monotonic{static_cast<std::int64_t>(photos * photo_bytes * 1000 / thirty_kbit)};
  EXPECT_LE(school.now(), ideal * 10 / 9);
}

TEST(SlowFiles, ALinkThatIsCutEveryTenSecondsFinishes) {
  SlowSchool school(thirty_kbit);
  const FileName name = school.attach(500'000);
  for (int contact = 0; contact < 40 && !school.files().to_send().empty(); ++contact) {
    school.connect(true);
    const Monotonic cut_at = school.now() + 10s;
    while (school.now() < cut_at && !school.files().to_send().empty()) school.step(cut_at);
    school.cut();
  }
  EXPECT_TRUE(school.desk().shelf().holds(name));
  EXPECT_LE(school.file_bytes_sent() - 500'000, school.cuts() * limits::file_chunk_bytes / 4);
}

TEST(SlowFiles, AFileIsFetchedBackOverTheSameLink) {
  SlowSchool school(thirty_kbit);
  const FileName name = school.attach(100'000);
  school.run_until_done();
  EXPECT_TRUE(school.files().to_send().empty());
  ASSERT_TRUE(school.files().shelf().remove(name).ok());
  ASSERT_TRUE(school.files().want({school.replica().identity()->school_scope, name, 100'000, "photo.jpg", {}}).ok());
  school.run_until_done();
  EXPECT_TRUE(school.files().shelf().verify(name).ok());
}

}  // namespace
}  // namespace mektep::test
