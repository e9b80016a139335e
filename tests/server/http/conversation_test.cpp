#include "server/http/conversation.h"

#include "shared/protocol/frame.h"
#include "tests/server/http/house_fixture.h"

namespace mektep::server::test {
namespace {

constexpr Monotonic now{0};

// One device's end of a conversation, moved by hand.
class Line {
 public:
  Line(House& house, Pen& pen) : house_(house) {
    SessionStart start;
    start.device = *house.network.reader->device(pen.id());
    start.grants = granted(*house.network.reader, start.device);
    conversation_ = std::make_unique<Conversation>(house.parts, std::move(start));
    conversation_->on_start({}, now);
  }

  Conversation& conversation() { return *conversation_; }
  void hang_up() { conversation_.reset(); }
  void hear(const Message& message) {
    for (const auto& piece : encode_frames(message)) conversation_->on_message(piece, now);
  }
  // Until neither side has anything to do.
  std::vector<Message> settle() {
    std::vector<Message> said;
    for (int round = 0; round < 50; ++round) {
      house_.settle();
      conversation_->on_wake(now);
      while (const auto piece = conversation_->next_message(now)) {
        if (const auto read = reader_.read(*piece); read.ok() && *read) said.push_back(**read);
      }
    }
    return said;
  }
  template <class Kind>
  std::vector<Kind> settle_for() {
    std::vector<Kind> found;
    for (const auto& message : settle()) {
      if (const auto* one = std::get_if<Kind>(&message)) found.push_back(*one);
    }
    return found;
  }

 private:
  House& house_;
  std::unique_ptr<Conversation> conversation_;
  FrameReader reader_;
};

class ConversationTest : public ::testing::Test {
 protected:
  Bytes sealed(Pen& pen, std::uint64_t note, const std::string& title) {
    return pen.seal(house_.network.scope(), {house_.network.titled(note, title)});
  }

  House house_;
  Pen pen_ = house_.network.enrolled_pen();
  Pen other_ = house_.network.enrolled_pen();
};

TEST_F(ConversationTest, EveryGrantedScopeIsFedUpToItsHead) {
  Line line(house_, pen_);
  const auto marks = line.settle_for<Mark>();
  EXPECT_EQ(marks.size(), 3U) << "network, school, desk";
}

TEST_F(ConversationTest, APackIsCommittedBeforeItIsReceipted) {
  Line line(house_, pen_);
  line.settle();
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  EXPECT_TRUE(house_.network.titles(1).empty());
  const auto receipts = line.settle_for<Receipt>();
  ASSERT_EQ(receipts.size(), 1U);
  EXPECT_EQ(receipts[0].head, pen_.last().head);
  EXPECT_EQ(house_.network.titles(1), std::vector<std::string>{"сабақ"});
}

TEST_F(ConversationTest, ACommitReachesTheOthersOfTheScope) {
  Line writer(house_, pen_);
  Line reader(house_, other_);
  writer.settle();
  reader.settle();
  const auto pack = sealed(pen_, 1, "сабақ");
  writer.hear(Push{pack});
  writer.settle();
  const auto feeds = reader.settle_for<mektep::Feed>();
  ASSERT_EQ(feeds.size(), 1U);
  EXPECT_EQ(feeds[0].pack, pack);
}

TEST_F(ConversationTest, ACommitElsewhereIsNotHeard) {
  Pen stranger = house_.network.enrolled_pen(house_.network.other_school, house_.network.stranger);
  Line line(house_, pen_);
  Line far(house_, stranger);
  line.settle();
  far.settle();
  far.hear(Push{stranger.seal(school_scope(house_.network.other_school.number), {house_.network.titled(1, "алыс")})});
  far.settle();
  EXPECT_TRUE(line.settle_for<mektep::Feed>().empty());
}

TEST_F(ConversationTest, AFullWritersQueueIsTriedAgain) {
  Line line(house_, pen_);
  line.settle();
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) house_.writer.perform([](const ServerParts&) {});
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  EXPECT_FALSE(line.conversation().wants_message()) << "the device waits rather than the server's memory";
  const Monotonic retry = line.conversation().deadline();
  EXPECT_LT(retry, Monotonic(std::chrono::seconds(1)));
  line.conversation().on_tick(retry - Monotonic(1));
  EXPECT_FALSE(line.conversation().wants_message());
  house_.settle();
  line.conversation().on_tick(retry);
  EXPECT_TRUE(line.conversation().wants_message());
  EXPECT_EQ(line.settle_for<Receipt>().size(), 1U);
}

TEST_F(ConversationTest, AStillFullQueueIsTriedOnceMoreLater) {
  Line line(house_, pen_);
  line.settle();
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) house_.writer.perform([](const ServerParts&) {});
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  const Monotonic first = line.conversation().deadline();
  line.conversation().on_tick(first);
  EXPECT_GT(line.conversation().deadline(), first);
  EXPECT_NE(line.conversation().deadline(), Monotonic::max());
}

TEST_F(ConversationTest, PacksKeepTheirOrderThroughAFullQueue) {
  Line line(house_, pen_);
  line.settle();
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) house_.writer.perform([](const ServerParts&) {});
  line.hear(Push{sealed(pen_, 1, "бір")});
  line.hear(Push{sealed(pen_, 2, "екі")});
  house_.settle();
  line.conversation().on_tick(line.conversation().deadline());
  line.settle();
  EXPECT_EQ(house_.network.titles(2), std::vector<std::string>{"екі"});
}

TEST_F(ConversationTest, AContactIsNotedAndSettledWhenTheDeviceLeaves) {
  Line line(house_, pen_);
  line.settle();
  auto noted = house_.contacts.take();
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].device, pen_.id());
  line.hear(Bye{});
  noted = house_.contacts.take();
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].unsent_changes, 0U);
  EXPECT_TRUE(line.conversation().finished());
}

TEST_F(ConversationTest, AnAnswerAfterTheEndFindsNobodyAndHarmsNobody) {
  Line line(house_, pen_);
  line.settle();
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  line.hang_up();
  house_.settle();
  EXPECT_EQ(house_.network.titles(1), std::vector<std::string>{"сабақ"}) << "committed all the same";
  EXPECT_EQ(house_.conversations.count(), 0U);
}

TEST_F(ConversationTest, TheBacklogIsToldWhenAContactBegins) {
  SessionStart start;
  start.device = *house_.network.reader->device(pen_.id());
  start.device.unsent_changes = 7;
  start.device.program = 3;
  Conversation conversation(house_.parts, start);
  EXPECT_TRUE(house_.contacts.take().empty());
  conversation.on_start({}, now);
  const auto noted = house_.contacts.take();
  ASSERT_EQ(noted.size(), 1U);
  EXPECT_EQ(noted[0].unsent_changes, 7U);
  EXPECT_EQ(noted[0].program, 3U);
}

TEST_F(ConversationTest, WhoLeavesBeforeItsWorkIsAnsweredIsNotSettled) {
  Line line(house_, pen_);
  line.settle();
  house_.contacts.take();
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  line.hear(Bye{});
  EXPECT_TRUE(house_.contacts.take().empty());
  EXPECT_TRUE(line.conversation().finished());
}

TEST_F(ConversationTest, AStopIsSaidWithItsReasonAndEndsIt) {
  Line line(house_, pen_);
  line.settle();
  house_.conversations.stop_all("session.server_stops", [] { return 5U; });
  EXPECT_EQ(line.settle_for<Bye>(), (std::vector{Bye{"session.server_stops", 5}}));
  EXPECT_TRUE(line.conversation().finished());
}

TEST_F(ConversationTest, WorkUnderWayIsReceiptedBeforeTheStopIsSaid) {
  Line line(house_, pen_);
  line.settle();
  line.hear(Push{sealed(pen_, 1, "сабақ")});
  house_.conversations.stop_all("session.server_stops", [] { return 5U; });
  line.conversation().on_wake(now);
  EXPECT_FALSE(line.conversation().finished());
  std::vector<Message> said;
  for (const auto& message : line.settle()) {
    if (std::holds_alternative<Receipt>(message) || std::holds_alternative<Bye>(message)) said.push_back(message);
  }
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(std::get<Receipt>(said[0]).head, pen_.last().head);
  EXPECT_EQ(std::get<Bye>(said[1]).code, "session.server_stops");
}

TEST_F(ConversationTest, HostileBytesEndItWithAWord) {
  Line line(house_, pen_);
  line.settle();
  line.conversation().on_message(Bytes{4, 0, 255, 255, 255, 255, 255, 255, 255}, now);
  const auto byes = line.settle_for<Bye>();
  ASSERT_EQ(byes.size(), 1U);
  EXPECT_TRUE(byes[0].code.starts_with("protocol.")) << byes[0].code;
  EXPECT_TRUE(line.conversation().finished());
}

TEST_F(ConversationTest, APackForAStrangersScopeIsNotReceipted) {
  Line line(house_, pen_);
  line.settle();
  const ScopeNumber elsewhere = school_scope(house_.network.other_school.number);
  const auto before = house_.network.reader->head(elsewhere)->position;
  line.hear(Push{pen_.seal(elsewhere, {house_.network.titled(1, "бөтен")})});
  EXPECT_TRUE(line.settle_for<Receipt>().empty());
  EXPECT_EQ(house_.network.reader->head(elsewhere)->position, before);
}

TEST_F(ConversationTest, ACommitWhileALogIsReadIsFedInItsTurn) {
  house_.network.push(pen_, sealed(pen_, 1, "бірінші"));
  Line reader(house_, other_);
  house_.network.push(pen_, sealed(pen_, 2, "екінші"));
  house_.feed.moved({house_.network.scope()});
  std::vector<Sequence> fed;
  for (const auto& feed : reader.settle_for<mektep::Feed>()) {
    const auto header = read_header(feed.pack);
    if (header.ok() && header->stream == pen_.stream()) fed.push_back(header->first);
  }
  EXPECT_EQ(fed, (std::vector{Sequence{1}, Sequence{2}})) << "in order, each once";
}

TEST_F(ConversationTest, ALostConnectionHearsOfNoCommit) {
  Line line(house_, pen_);
  line.settle();
  line.conversation().on_lost(no_link("net.cut"), now);
  EXPECT_TRUE(house_.feed.followed().empty());
}

TEST_F(ConversationTest, NewGrantsAreFollowedFromThenOn) {
  Line line(house_, pen_);
  line.settle();
  const ScopeNumber pair = pair_scope(house_.network.school.number, house_.network.other_school.number);
  Pen stranger = house_.network.enrolled_pen(house_.network.other_school, house_.network.stranger);
  house_.network.push(stranger, stranger.seal(pair, {house_.network.titled(5, "бірге")}));
  const auto device = *house_.network.reader->device(pen_.id());
  house_.conversations.tell(pen_.id(), [grants = granted(*house_.network.reader, device)](ServerSession& session) {
    session.on_granted(grants);
  });
  EXPECT_FALSE(line.settle_for<mektep::Feed>().empty());
  const auto followed = house_.feed.followed();
  EXPECT_TRUE(std::find(followed.begin(), followed.end(), pair) != followed.end());
}

TEST_F(ConversationTest, CursorsThatFollowAreLookedUp) {
  SessionStart start;
  start.device = *house_.network.reader->device(pen_.id());
  start.grants = granted(*house_.network.reader, start.device);
  start.know_follows = true;
  house_.network.push(pen_, sealed(pen_, 1, "бұрын"));
  Conversation conversation(house_.parts, start);
  conversation.on_start({}, now);
  const OwnStream own{house_.network.scope(), pen_.stream(), pen_.sealed_up_to(), token_of(pen_.last().head)};
  for (const auto& piece : encode_frames(Know{{}, {own}})) conversation.on_message(piece, now);
  bool confirmed = false;
  FrameReader reader;
  for (int round = 0; round < 20; ++round) {
    house_.settle();
    conversation.on_wake(now);
    while (const auto piece = conversation.next_message(now)) {
      const auto read = reader.read(*piece);
      if (read.ok() && *read && std::holds_alternative<Confirmed>(**read)) confirmed = true;
    }
  }
  EXPECT_TRUE(confirmed);
}

}  // namespace
}  // namespace mektep::server::test
