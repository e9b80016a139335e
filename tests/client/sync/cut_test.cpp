// A link that is cut at any byte: what the device and the server hold only grows, and what is sent again is
// at most what was under way.

#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

// What a WebSocket adds to a message at least; a cut may fall into it too.
constexpr std::size_t message_header_bytes = 2;

// Two ways on which bytes travel one after the other, cut after so many of both together.
class CutRoad {
 public:
  explicit CutRoad(std::size_t bytes) : left_(bytes) {}
  // True when the whole message arrives; the part of one that was cut arrives nowhere.
  bool carries(const Bytes& message) {
    const std::size_t size = message.size() + message_header_bytes;
    const bool whole = size <= left_;
    left_ -= std::min(size, left_);
    return whole;
  }
  bool is_cut() const { return left_ == 0; }
  std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

struct CutContact {
  std::size_t carried = 0;          // bytes of whole messages, both ways
  std::size_t pushed = 0;           // of packs that were handed to the road
  std::size_t under_way_max = 0;    // of packs, at any moment of the contact
  bool finished = false;
};

// One contact over a road that is cut after `bytes`.
CutContact talk_over(Device& device, TinyServer& server, std::size_t bytes) {
  ServerEnd end(server);
  Talk talk(device, end);
  CutRoad road(bytes);
  CutContact contact;
  if (auto greeted = talk.greet(); !greeted) throw std::runtime_error(describe(greeted.error()));
  for (int idle = 0; idle < 2 && !road.is_cut() && !talk.session.finished();) {
    ++idle;
    if (const auto said = talk.session.next_message(talk.now)) {
      idle = 0;
      if (!road.carries(*said)) break;
      contact.carried += said->size();
      end.take(*said);
    }
    contact.under_way_max = std::max(contact.under_way_max, talk.session.pace().under_way());
    if (const auto answer = end.next()) {
      idle = 0;
      if (!road.carries(*answer)) break;
      contact.carried += answer->size();
      talk.session.on_message(*answer, talk.now);
    }
    if (idle > 0) talk.tick();
    talk.now += Monotonic{10};
  }
  talk.session.lost();
  contact.finished = talk.session.finished() && talk.session.status().ok();
  contact.pushed = talk.session.progress().pack_bytes_pushed;
  return contact;
}

// What both ends hold for good, as numbers that may never become smaller.
struct Held {
  std::size_t at_server = 0;
  std::size_t receipted = 0;
  std::uint64_t base = 0;

  friend bool operator<=(const Held& left, const Held& right) {
    return left.at_server <= right.at_server && left.receipted <= right.receipted && left.base <= right.base;
  }
};

class CutTest : public ::testing::Test {
 protected:
  // Others wrote, and this device did: packs of some hundred bytes, several each way.
  static void work(School& school) {
    for (int number = 0; number < 4; ++number) {
      log_activity(school.laptop, "ноутбук " + std::to_string(number));
      sync_over_sessions(school.laptop, school.server);
    }
    for (int number = 0; number < 6; ++number) {
      log_activity(school.pc, "компьютер " + std::to_string(number));
      EXPECT_TRUE(school.pc->seal(school.pc->own_streams()).ok());
    }
  }
  static Held held(School& school) {
    Held now;
    for (const ScopeNumber scope : {test::school, desk, network_scope}) {
      now.at_server += static_cast<std::size_t>(school.server.position(scope).value);
    }
    now.receipted = unsent_at_first_ - std::min(unsent_at_first_, school.pc->state().unsent_changes);
    for (const auto& cursor : school.pc->cursors()) now.base += cursor.position.value;
    return now;
  }
  // How many bytes a contact without a cut takes.
  static std::size_t whole_contact() {
    School school;
    work(school);
    const CutContact whole = talk_over(school.pc, school.server, SIZE_MAX);
    EXPECT_TRUE(whole.finished);
    return whole.carried;
  }

  static constexpr std::size_t unsent_at_first_ = 1000;
};

TEST_F(CutTest, WhereverTheFirstContactIsCutTheSecondFinishesAndRepeatsLittle) {
  const std::size_t whole = whole_contact();
  ASSERT_GT(whole, 1'500U);
  // Each byte in turn would be each message in turn a few hundred times over: a prime step meets every
  // message and, over the two halves, headers, middles and last bytes of them.
  constexpr std::size_t step = 37;
  for (std::size_t at = 1; at <= whole; at += step) {
    School school;
    work(school);
    const Held before = held(school);
    const CutContact cut = talk_over(school.pc, school.server, at);
    const Held between = held(school);
    EXPECT_TRUE(before <= between) << at;
    const CutContact rest = talk_over(school.pc, school.server, SIZE_MAX);
    EXPECT_TRUE(rest.finished) << at;
    EXPECT_TRUE(between <= held(school)) << at;
    EXPECT_EQ(school.pc->state().unsent_changes, 0U) << at;
    const std::size_t alone = 6 * 400;  // six packs of less than 400 bytes
    EXPECT_LE(cut.pushed + rest.pushed, alone + cut.under_way_max) << at;
  }
}

// The same device and server all along: a link that lets so few bytes through at a time still finishes.
TEST_F(CutTest, ALinkThatIsCutAfterEveryFewBytesStillFinishes) {
  for (const std::size_t bytes : {std::size_t{900}, std::size_t{1'300}, std::size_t{2'100}}) {
    School school;
    work(school);
    Held last = held(school);
    int contacts = 0;
    bool finished = false;
    while (!finished && contacts < 60) {
      finished = talk_over(school.pc, school.server, bytes).finished;
      const Held now = held(school);
      EXPECT_TRUE(last <= now) << bytes;
      last = now;
      ++contacts;
    }
    EXPECT_TRUE(finished) << bytes;
    EXPECT_GT(contacts, 1) << bytes;
    EXPECT_EQ(school.pc->state().unsent_changes, 0U);
  }
}

// Each contact is cut one byte later than the one before: over the run at every byte of every frame.
TEST_F(CutTest, CutsAtEveryByteOfEveryFrameLoseNothing) {
  School school;
  Held last = held(school);
  const std::size_t whole = whole_contact();
  for (std::size_t at = 1; at <= whole; ++at) {
    // New work every time the old got through, so that every frame is there to be cut.
    if (school.pc->state().unsent_changes == 0) log_activity(school.pc, "жұмыс " + std::to_string(at));
    talk_over(school.pc, school.server, at);
    const Held now = held(school);
    ASSERT_LE(last.at_server, now.at_server) << at;
    ASSERT_LE(last.base, now.base) << at;
    last = now;
  }
  EXPECT_TRUE(talk_over(school.pc, school.server, SIZE_MAX).finished);
  EXPECT_EQ(school.pc->state().unsent_changes, 0U);
  for (const auto& digest : school.pc->digests()) EXPECT_EQ(digest.pending, 0U) << digest.label;
}

}  // namespace
}  // namespace mektep::client::test
