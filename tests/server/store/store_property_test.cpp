// Random histories of devices, couriers, clones, revocations, losses and releases. Whatever came and in
// whatever order: both stores hold the same bytes, the state is what the raw log says, sending again
// changes nothing, and no pack that was answered is anywhere but in the log or among what is kept.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "server/store/devices.h"
#include "shared/merge/memory_ledger.h"
#include "shared/store/digest.h"
#include "shared/store/log_ops.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// What happens, as numbers that mean something for whoever reads them next.
struct Step {
  std::uint32_t what = 0;
  std::uint32_t who = 0;
  std::uint32_t note = 0;
  std::uint32_t chance = 0;
};

rc::Gen<std::vector<Step>> steps() {
  const auto number = [](std::uint32_t below) { return rc::gen::inRange<std::uint32_t>(0, below); };
  return rc::gen::container<std::vector<Step>>(
      rc::gen::build<Step>(rc::gen::set(&Step::what, number(20)), rc::gen::set(&Step::who, number(3)),
                           rc::gen::set(&Step::note, number(3)), rc::gen::set(&Step::chance, number(1000))));
}

// A network with three devices and the packs they have sealed and not yet brought.
class Story {
 public:
  Story(StoreKind kind, std::uint64_t seed) : network(kind, note_schema(), seed) {
    network.failing_titles = {"7"};
    for (int at = 0; at < 3; ++at) pens.push_back(network.enrolled_pen());
  }

  void take(const Step& step) {
    if (step.what < 8) {
      write(step);
    } else if (step.what < 14) {
      push(step);
    } else if (step.what == 14) {
      push_again(step);
    } else if (step.what == 15) {
      fork(step);
    } else if (step.what == 16) {
      lose(step);
    } else if (step.what == 17) {
      declare_lost();
    } else if (step.what == 18) {
      release(step);
    } else {
      revoke_one(step);
    }
  }

  void finish() {
    while (!waiting.empty()) push({});
  }

  Network network;
  std::vector<Pen> pens;
  std::vector<std::pair<DeviceId, Bytes>> waiting;
  std::vector<std::pair<DeviceId, Bytes>> brought;
  std::vector<ChainHead> receipted;

 private:
  // An edit over what the server shows now, or over nothing.
  void write(const Step& step) {
    Pen& pen = pens[step.who];
    std::vector<Version> over;
    const RecordState state = network.reader->record(network.scope(), network.note(step.note + 1));
    const auto cell = state.cells.find({title_field, {}});
    if (cell != state.cells.end() && step.chance % 4 != 0) {
      for (const LiveValue& live : cell->second) over.push_back(live.stamp.version);
    }
    if (step.chance % 5 == 0 && !named.empty()) {
      const auto& [version, token] = named[step.chance % named.size()];
      if (std::find(over.begin(), over.end(), version) == over.end()) over.push_back(version);
      if (version.stream != pen.stream()) pen.name(version, token);
    }
    std::sort(over.begin(), over.end());
    std::erase_if(over, [&](const Version& version) {
      return version.stream == pen.stream() && version.sequence > pen.sealed_up_to();
    });
    const std::string title = std::to_string(step.chance % 10);
    waiting.emplace_back(pen.id(), pen.seal(network.scope(), {network.titled(step.note + 1, title, over)}));
    named.emplace_back(pen.version(), pen.last().token());
  }

  void push(const Step& step) {
    if (waiting.empty()) return;
    const auto at = waiting.begin() + static_cast<std::ptrdiff_t>(step.chance % waiting.size());
    const auto pack = *at;
    waiting.erase(at);
    bring(pack);
  }
  void push_again(const Step& step) {
    if (!brought.empty()) bring(brought[step.chance % brought.size()]);
  }
  void bring(const std::pair<DeviceId, Bytes>& pack) {
    const Batch batch = *integrate(network.parts, {{pack.first, pack.second}});
    const Admitted& answer = batch.admitted.front();
    if (answer.receipt) receipted.push_back(answer.head);
    for (const Unparked& unparked : batch.unparked) receipted.push_back(unparked.receipt.head);
    brought.push_back(pack);
  }
  void fork(const Step& step) {
    Pen& pen = pens[step.who];
    const Pen::Place place = pen.place();
    write(step);
    pen.go_back(place);
  }
  void lose(const Step& step) {
    if (!waiting.empty())
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(step.chance % waiting.size()));
  }
  // As a person would: what the first parked pack lacks.
  void declare_lost() {
    const auto parked = network.reader->parked(network.scope());
    if (parked.empty()) return;
    const PackContent pack = open_pack(parked.front().bytes)->content;
    auto integration = std::move(*Integration::begin(network.parts));
    const auto head = integration->scope(network.scope()).ledger().stream(pack.stream);
    const std::uint32_t known = head ? head->sequence.value : 0;
    VoidRange range{pack.stream,  Sequence{known + 1}, Sequence{pack.first.value - 1},
                    std::nullopt, VoidReason::lost,    ""};
    if (pack.first.value <= known + 1) {
      const auto names = unknown_names(integration->scope(network.scope()).ledger(), pack);
      if (names.empty()) return;
      range.stream = names.front().stream;
      range.first = range.last = names.front().sequence;
    }
    if (!integration->declare_lost(network.scope(), range).ok()) return;
    for (const Unparked& unparked : integration->commit().unparked)
      receipted.push_back(unparked.receipt.head);
  }
  void release(const Step& step) {
    const auto held = network.reader->held(network.scope());
    if (held.empty()) return;
    auto integration = std::move(*Integration::begin(network.parts));
    if (integration->release(network.scope(), held[step.chance % held.size()].head).ok())
      integration->commit();
  }
  void revoke_one(const Step& step) {
    if (step.chance % 4 != 0) return;
    EXPECT_TRUE(revoke(network.parts, step.who + 1, "office").ok());
  }

  std::vector<std::pair<Version, Token>> named;
};

// What the raw log alone says: every record, and the state digest of them.
HashSum digest_from_log(const Network& network) {
  MemoryLedger ledger({network.keys.device()});
  const LogOpReader reader = log_op_reader(ledger, network.scope());
  for (const LoggedPack& logged : network.log()) {
    apply(ledger, open_pack(logged.bytes)->content, logged.position, reader);
  }
  HashSum sum;
  for (const auto& [key, state] : ledger.records()) {
    if (const auto hash = record_hash(key, state)) sum.add(*hash);
  }
  return sum;
}

std::string failures(const Story& story) {
  const Network& network = story.network;
  const Reader& reader = *network.reader;
  if (digest_from_log(network) != reader.head(network.scope())->state_digest)
    return "the state is not the log's";
  for (const ChainHead& head : story.receipted) {
    const bool stored = reader.position_of(network.scope(), head) || reader.kept(network.scope(), head);
    if (!stored) return "an answered pack is gone";
  }
  for (const ParkedPack& parked : reader.parked(network.scope())) {
    const bool twice =
        reader.position_of(network.scope(), parked.head) || reader.kept(network.scope(), parked.head);
    if (twice) return "a stored pack is still parked";
  }
  return {};
}

RC_GTEST_PROP(ServerStore, Promise03BothStoresEndWithTheSameBytesWhateverCame, ()) {
  const auto history = *steps();
  Story sqlite(StoreKind::sqlite, 9);
  Story memory(StoreKind::memory, 9);
  for (const Step& step : history) {
    sqlite.take(step);
    memory.take(step);
  }
  const ScopeNumber scope = memory.network.scope();
  RC_ASSERT(sqlite.network.reader->head(scope)->log_digest == memory.network.reader->head(scope)->log_digest);
  RC_ASSERT(sqlite.network.reader->head(scope)->state_digest ==
            memory.network.reader->head(scope)->state_digest);
  RC_ASSERT(sqlite.network.reader->held(scope) == memory.network.reader->held(scope));
  RC_ASSERT(sqlite.receipted == memory.receipted);
}

RC_GTEST_PROP(ServerStore, Promise02WhatWasAnsweredIsInTheLogOrKept, ()) {
  Story story(StoreKind::memory, 10);
  for (const Step& step : *steps()) story.take(step);
  story.finish();
  const std::string failure = failures(story);
  RC_ASSERT(failure == std::string());
}

RC_GTEST_PROP(ServerStore, Promise04SendingEverythingAgainChangesNothing, ()) {
  Story story(StoreKind::memory, 11);
  for (const Step& step : *steps()) story.take(step);
  story.finish();
  std::vector<Submission> again;
  for (const auto& [from, pack] : story.brought) again.push_back({from, pack});
  // A first round lets go what waited for the last one's sake; from then on all is known or still waits.
  RC_ASSERT(integrate(story.network.parts, again).ok());
  const ScopeHead before = *story.network.reader->head(story.network.scope());
  const auto batch = integrate(story.network.parts, again);
  RC_ASSERT(batch.ok());
  RC_ASSERT(batch->moved.empty());
  RC_ASSERT(*story.network.reader->head(story.network.scope()) == before);
  for (const Admitted& answer : batch->admitted) {
    RC_ASSERT(answer.outcome == Outcome::known || answer.outcome == Outcome::parked);
  }
}

RC_GTEST_PROP(ServerStore, Promise03NothingStaysParkedOnceAPersonGaveUpWhatIsMissing, ()) {
  Story story(StoreKind::memory, 12);
  for (const Step& step : *steps()) story.take(step);
  story.finish();
  for (std::size_t round = 0; round < 200 && !story.network.reader->parked(story.network.scope()).empty();
       ++round) {
    story.take({17, 0, 0, 0});
  }
  RC_ASSERT(story.network.reader->parked(story.network.scope()).empty());
  const std::string failure = failures(story);
  RC_ASSERT(failure == std::string());
}

}  // namespace
}  // namespace mektep::server::test
