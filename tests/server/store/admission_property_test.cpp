// The real admission against its model, over random histories with gaps, forks, names of every branch,
// failing changes, revocations and losses; and hostile bytes, which change nothing.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/store/devices.h"
#include "tests/server/store/admission_model.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

struct Event {
  std::uint32_t what = 0;
  std::uint32_t who = 0;
  std::uint32_t size = 0;
  std::uint32_t chance = 0;
};

rc::Gen<std::vector<Event>> events() {
  const auto number = [](std::uint32_t below) { return rc::gen::inRange<std::uint32_t>(0, below); };
  return rc::gen::container<std::vector<Event>>(rc::gen::build<Event>(
      rc::gen::set(&Event::what, number(16)), rc::gen::set(&Event::who, number(3)),
      rc::gen::set(&Event::size, number(3)), rc::gen::set(&Event::chance, number(1000))));
}

struct Sealed {
  DeviceId from;
  PackContent content;
  Bytes bytes;
};

class Comparison {
 public:
  Comparison() : network(StoreKind::memory) {
    network.failing_titles = {"7"};
    for (int at = 0; at < 3; ++at) {
      pens.push_back(network.enrolled_pen());
      model.carded.insert(pens.back().id());
    }
    model.fails = [](const Change& change) {
      return std::any_of(change.ops.begin(), change.ops.end(),
                         [](const Op& op) { return op.value == Value{std::string("7")}; });
    };
    skipped = network.log().size();
  }

  // Empty while both agree.
  std::string take(const Event& event) {
    if (event.what < 6) return seal(event), std::string();
    if (event.what < 12) return push(event);
    if (event.what == 12) return fork(event), std::string();
    if (event.what == 13) return drop(event), std::string();
    if (event.what == 14) return lose();
    return revoke_one(event);
  }

  std::string compare() const {
    const std::string real = entries();
    if (real != model.log) return "the server logged " + real + ", the model " + model.log;
    if (network.reader->parked(network.scope()).size() != model.parked()) return "other packs are parked";
    return {};
  }

 private:
  // Titles 0 to 9; 7 fails. Names whatever was sealed, on either branch, with or without its chain head.
  std::vector<Op> ops(const Event& event, std::uint32_t at) {
    std::vector<Version> over;
    const std::uint32_t chance = event.chance + 7 * at;
    Pen& pen = pens[event.who];
    if (chance % 3 == 0 && !sealed.empty()) {
      const Sealed& other = sealed[chance % sealed.size()];
      const Version version = other.content.version_at(chance % other.content.changes.size());
      const bool nonsense = version.stream == pen.stream() && version.sequence > pen.sealed_up_to();
      if (!nonsense) {
        over.push_back(version);
        if (version.stream != pen.stream() && chance % 2 == 0) pen.name(version, other.content.token());
      }
    }
    return network.titled(1 + chance % 2, std::to_string(chance % 10), over);
  }
  void seal(const Event& event) {
    Pen& pen = pens[event.who];
    if (event.chance % 11 == 0) pen.new_stream();
    std::vector<std::vector<Op>> changes;
    for (std::uint32_t at = 0; at <= event.size; ++at) changes.push_back(ops(event, at));
    const Bytes bytes = pen.seal(network.scope(), changes);
    sealed.push_back({pen.id(), pen.last(), bytes});
    waiting.push_back(sealed.back());
  }
  void fork(const Event& event) {
    const Pen::Place place = pens[event.who].place();
    const StreamId stream = pens[event.who].stream();
    Event same_stream = event;
    if (same_stream.chance % 11 == 0) ++same_stream.chance;
    seal(same_stream);
    if (pens[event.who].stream() == stream) pens[event.who].go_back(place);
  }
  void drop(const Event& event) {
    if (!waiting.empty())
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(event.chance % waiting.size()));
  }
  std::string push(const Event& event) {
    const auto& source = event.what == 11 || waiting.empty() ? sealed : waiting;
    if (source.empty()) return {};
    const Sealed pack = source[event.chance % source.size()];
    std::erase_if(waiting, [&](const Sealed& other) { return other.content.head == pack.content.head; });
    const Batch batch = *integrate(network.parts, {{pack.from, pack.bytes}});
    const Outcome expected = model.push(pack.content);
    return batch.admitted.front().outcome == expected ? compare() : "another outcome";
  }
  std::string lose() {
    const auto range = model.next_loss();
    if (!range) return {};
    auto integration = std::move(*Integration::begin(network.parts));
    if (!integration->declare_lost(network.scope(), *range).ok()) return "nothing was lost";
    integration->commit();
    model.lose(*range);
    return compare();
  }
  std::string revoke_one(const Event& event) {
    if (event.chance % 5 != 0) return {};
    EXPECT_TRUE(revoke(network.parts, event.who + 1, "office").ok());
    model.carded.erase(pens[event.who].id());
    return compare();
  }

  std::string entries() const {
    std::string text;
    const auto log = network.log();
    for (std::size_t at = skipped; at < log.size(); ++at) {
      const PackContent content = open_pack(log[at].bytes)->content;
      if (content.device != network.keys.device()) {
        text += 'P';
        continue;
      }
      const auto& ops = content.changes.front().ops;
      if (ops.front().kind == OpKind::write) continue;  // a card
      if (ops.front().kind == OpKind::reissue) text += 'R';
      if (ops.front().kind == OpKind::note) text += ops.size() == 1 ? 'N' : '?';
      if (ops.front().kind == OpKind::declare_void) text += ops.size() == 1 ? 'V' : 'A';
    }
    return text;
  }

  Network network;
  AdmissionModel model;
  std::vector<Pen> pens;
  std::vector<Sealed> sealed;
  std::vector<Sealed> waiting;
  std::size_t skipped = 0;
};

RC_GTEST_PROP(Admission, DecidesAsItsModelDoes, ()) {
  Comparison trial;
  for (const Event& event : *events()) {
    const std::string difference = trial.take(event);
    RC_ASSERT(difference == std::string());
  }
}

// --- Bytes from a stranger ---

class Besieged {
 public:
  Besieged() : network(StoreKind::memory), pen(network.enrolled_pen()) {
    pack = pen.seal(network.scope(), {network.titled(1, "a"), network.titled(2, "b")});
    before = *network.reader->head(network.scope());
  }
  // Refused, or not judged because nobody knows whose it is; and nothing anywhere has changed.
  bool refuses(const Bytes& bytes) {
    const Admitted answer = network.push(pen, bytes);
    const bool refused = answer.outcome == Outcome::refused && !answer.code.empty();
    const bool not_judged = answer.outcome == Outcome::parked && answer.need.empty();
    return (refused || not_judged) && !answer.receipt &&
           *network.reader->head(network.scope()) == before && network.reader->held(std::nullopt).empty() &&
           network.reader->parked(network.scope()).empty();
  }

  Network network;
  Pen pen;
  Bytes pack;
  ScopeHead before;
};

TEST(HostilePack, CutAnywhereIsRefused) {
  Besieged server;
  for (std::size_t size = 0; size < server.pack.size(); ++size) {
    EXPECT_TRUE(
        server.refuses(Bytes(server.pack.begin(), server.pack.begin() + static_cast<std::ptrdiff_t>(size))))
        << size;
  }
}

TEST(HostilePack, WithOneBitFlippedAnywhereIsRefused) {
  Besieged server;
  for (std::size_t at = 0; at < server.pack.size(); ++at) {
    Bytes bytes = server.pack;
    bytes[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    EXPECT_TRUE(server.refuses(bytes)) << at;
  }
}

TEST(HostilePack, WithBytesBehindItIsRefused) {
  Besieged server;
  Bytes bytes = server.pack;
  bytes.push_back(0);
  EXPECT_TRUE(server.refuses(bytes));
}

RC_GTEST_PROP(HostilePack, OfAnyBytesIsRefused, (const Bytes& bytes)) {
  Besieged server;
  RC_ASSERT(server.refuses(bytes));
}

TEST(HostilePack, LeavesTheRealOneWelcome) {
  Besieged server;
  server.refuses(Bytes(9, 0xff));
  EXPECT_EQ(server.network.push(server.pen, server.pack).outcome, Outcome::logged);
}

}  // namespace
}  // namespace mektep::server::test
