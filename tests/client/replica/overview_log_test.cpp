// Held changes and histories.

#include "client/replica/overview.h"
#include "shared/codec/canonical.h"
#include "shared/model/builtin.h"
#include "shared/pack/pack.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

TEST(History, TellsEveryChangeOfARecordInTheOrderOfTheLog) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші");
  log_activity(a.pc, "Басқа жазба");
  a.sync_all();
  Form(*a.laptop, read(a.laptop, name)).set("topic", std::string("Екінші")).saved(bolat);
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Үшінші")).saved();
  ASSERT_TRUE(a.pc->seal({}).ok());
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Төртінші")).saved();
  const auto history = a.pc->history(name);
  ASSERT_EQ(history.size(), 4U);
  EXPECT_NE(history[0].position, Position{0});
  EXPECT_GT(history[1].position, history[0].position);
  EXPECT_EQ(history[1].stamp.author, bolat.person);
  EXPECT_EQ(history[2].position, Position{0}) << "sealed, not in the log yet";
  EXPECT_TRUE(is_draft(history[3].stamp.version));
  EXPECT_EQ(history[3].change.ops.at(0).value, Value{std::string("Төртінші")});
  for (const HistoryEntry& entry : history) {
    for (const Op& op : entry.change.ops) EXPECT_EQ(op.record, name.key);
  }
}

TEST(History, AHeldChangeStandsInItAsVoid) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші");
  a.sync_all();
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Ұсталған")).saved();
  a.sync_all();
  const auto history = a.laptop->history(name);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_FALSE(history[0].is_void);
  EXPECT_TRUE(history[1].is_void);
  EXPECT_EQ(history[1].change.ops.at(0).value, Value{std::string("Ұсталған")}) << "its text is not lost";
}

TEST(History, OfARecordThatIsNotHereIsEmpty) {
  School a;
  EXPECT_TRUE(a.pc->history({school, {TypeNumber{39}, RecordId{1}}}).empty());
}

TEST(Held, NeighbouringChangesOfOneReasonAreOneItem) {
  School a;
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  for (int at = 0; at < 3; ++at) log_activity(a.pc, "Ұсталған " + std::to_string(at));
  a.sync_all();
  const auto held = a.pc->held();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].first, Sequence{1});
  EXPECT_EQ(held[0].last, Sequence{3});
  EXPECT_EQ(held[0].records.size(), 3U);
  EXPECT_EQ(held[0].scope, school);
}

TEST(Held, DifferentReasonsAreDifferentItems) {
  School a;
  int count = 0;
  a.server.refuse = [&](const Change&) { return "reason." + std::to_string(++count / 2); };
  for (int at = 0; at < 3; ++at) log_activity(a.pc, "Ұсталған " + std::to_string(at));
  a.sync_all();
  EXPECT_EQ(a.pc->held().size(), 2U);
}

TEST(Held, AReleasedChangeIsHeldNoMore) {
  School a;
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  const RecordName name = log_activity(a.pc, "Ұсталған");
  ASSERT_TRUE(a.pc->seal({}).ok());
  const Bytes pack = a.pc->outgoing(1U << 20U, {})[0].bytes;
  Contact as_sealed;
  as_sealed.seal = false;
  a.pc.sync(as_sealed);
  ASSERT_EQ(a.pc->held().size(), 1U);
  EXPECT_FALSE(a.pc->read(name).ok());
  Op release;
  release.kind = OpKind::reissue;
  release.payload = encode_reissue({pack, Sequence{1}});
  a.server.write(school, {release});
  a.sync_all();
  EXPECT_TRUE(a.pc->held().empty());
  for (Device* device : {&a.pc, &a.laptop}) {
    EXPECT_EQ(text_of(read(*device, name), **device, "topic"), "Ұсталған");
    const auto history = (*device)->history(name);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_FALSE(history[0].is_void);
  }
}

TEST(Held, AnErasedValueIsEmptyEverywhereAndItsVersionStands) {
  School a;
  const RecordName name = log_activity(a.pc, "Жеке дерек");
  a.sync_all();
  const Version version = read(a.pc, name).basis.live.at(0);
  const FieldNumber topic = a.pc->schema().type("activity")->field("topic")->number;
  Op erase;
  erase.kind = OpKind::erase;
  erase.payload = encode_erased({{name.key, {topic, {}}, version}});
  erase.supersedes = {version};
  a.server.write(school, {erase});
  a.sync_all();
  for (Device* device : {&a.pc, &a.laptop}) {
    const ReadRecord record = read(*device, name);
    EXPECT_EQ(value_of(record, **device, "topic"), Value{Nothing{}});
    EXPECT_EQ(record.basis.live, std::vector<Version>{version});
  }
}

}  // namespace mektep::client::test
