// The laws of the merge, over random histories.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/shared/merge/history.h"

namespace mektep::test {
namespace {

struct Drawn {
  SeededRandom random;
  History history;
};

// Long histories from the first case on: short ones agree by accident.
template <class Number>
rc::Gen<Number> full(rc::Gen<Number> gen) {
  return rc::gen::resize(rc::kNominalSize, std::move(gen));
}

Drawn draw_history() {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>().as("seed");
  const auto devices = *full(rc::gen::inRange<std::size_t>(2, 5)).as("devices");
  const auto steps = *full(rc::gen::inRange<std::size_t>(1, 60)).as("steps");
  return {SeededRandom(seed + 1), History(seed, devices, steps)};
}

RC_GTEST_PROP(MergeLaws, AnyOrderAndAnyDuplicatesGiveTheDefinedState, ()) {
  Drawn drawn = draw_history();
  MemoryLedger ledger{std::set{office}};
  RC_ASSERT(Delivery(ledger, drawn.random).all(drawn.history.packs()));
  RC_ASSERT(ledger.records() == by_definition(drawn.history.packs()));
}

RC_GTEST_PROP(MergeLaws, TwoReadersOfOneSetEndWithTheSameHeads, ()) {
  Drawn drawn = draw_history();
  MemoryLedger one{std::set{office}};
  MemoryLedger other{std::set{office}};
  RC_ASSERT(Delivery(one, drawn.random).all(drawn.history.packs()));
  RC_ASSERT(Delivery(other, drawn.random).all(drawn.history.packs()));
  RC_ASSERT(one.streams() == other.streams());
  RC_ASSERT(one.records() == other.records());
}

// One pack of three changes or three packs of one: who looks at the records cannot tell.
RC_GTEST_PROP(MergeLaws, BatchesAndSinglesGiveTheSameRecords, ()) {
  Drawn drawn = draw_history();
  MemoryLedger singles{std::set{office}};
  std::uint64_t head = 1'000'000;
  std::map<StreamId, ChainHead> previous;
  for (const PackContent& pack : drawn.history.packs()) {
    for (std::size_t index = 0; index < pack.changes.size(); ++index) {
      PackContent single = pack;
      single.named.clear();
      single.first = pack.version_at(index).sequence;
      single.changes = {pack.changes[index]};
      single.previous = previous[pack.stream];
      single.head = previous[pack.stream] = head_number(++head);
      apply(singles, single, Position{head}, {});
    }
  }
  RC_ASSERT(singles.records() == by_definition(drawn.history.packs()));
}

RC_GTEST_PROP(MergeLaws, AnOverlayShowsWhatApplyingWouldGive, ()) {
  Drawn drawn = draw_history();
  const auto& packs = drawn.history.packs();
  const std::size_t logged = drawn.random.below(packs.size() + 1);
  MemoryLedger base{std::set{office}};
  for (std::size_t at = 0; at < logged; ++at) apply(base, packs[at], Position{at + 1}, {});
  const MemoryLedger untouched = base;
  MemoryLedger overlay = MemoryLedger::over(base);
  RC_ASSERT(Delivery(overlay, drawn.random)
                .all({packs.begin() + static_cast<std::ptrdiff_t>(logged), packs.end()}));
  RC_ASSERT(seen_through(overlay) == by_definition(packs));
  RC_ASSERT(base == untouched);
}

// The base moves by packs of others and by own ones; each time what is still pending is laid on anew.
RC_GTEST_PROP(MergeLaws, ABaseThatMovesUnderPendingWorkEndsWithTheSameBytes, ()) {
  Drawn drawn = draw_history();
  std::vector<PackContent> pending = drawn.history.packs();
  MemoryLedger base{std::set{office}};
  Delivery server(base, drawn.random);
  while (!pending.empty()) {
    RC_ASSERT(server.one_of(pending));
    MemoryLedger overlay = MemoryLedger::over(base);
    RC_ASSERT(Delivery(overlay, drawn.random).all(pending));
    RC_ASSERT(seen_through(overlay) == by_definition(drawn.history.packs()));
  }
}

// A server that voids some changes before their packs come, and makes some of those count afterwards.
class VoidingServer {
 public:
  VoidingServer(Drawn& drawn) : drawn_(drawn), delivery_(ledger_, drawn.random, book_.reader()) {
    for (const PackContent& pack : drawn.history.packs()) {
      for (std::size_t index = 0; index < pack.changes.size(); ++index) {
        if (drawn.random.below(4) == 0) voided_.insert(pack.version_at(index));
      }
    }
  }

  void declare() {
    for (const Version& version : voided_) {
      own({book_.voids({{version.stream, version.sequence, version.sequence, {}, VoidReason::refused, ""}})});
    }
  }

  // Packs whose changes are all void may never turn up.
  std::vector<PackContent> without_lost_packs() {
    std::vector<PackContent> kept = drawn_.history.packs();
    std::erase_if(kept, [&](const PackContent& pack) {
      for (std::size_t index = 0; index < pack.changes.size(); ++index) {
        if (!voided_.contains(pack.version_at(index))) return false;
      }
      return drawn_.random.below(2) == 0;
    });
    return kept;
  }

  bool deliver(std::vector<PackContent> packs) { return delivery_.all(std::move(packs)); }

  // Delivers all packs; re-issues some void changes between them, as soon as they fit or later.
  std::set<Version> deliver_and_reissue(std::vector<PackContent> waiting) {
    std::set<Version> still_void = voided_;
    std::set<Version> released;
    for (const Version& version : voided_) {
      if (drawn_.random.below(2) == 0) released.insert(version);
    }
    while (!waiting.empty()) {
      if (!delivery_.one_of(waiting)) RC_FAIL("a pack waits for ever");
      if (drawn_.random.below(2) == 0) reissue_one(released, still_void);
    }
    while (reissue_one(released, still_void)) {
    }
    RC_ASSERT(released.empty());
    return still_void;
  }

  const MemoryLedger& ledger() const { return ledger_; }
  const std::set<Version>& voided() const { return voided_; }

 private:
  PackContent own_pack(std::vector<Op> ops) const {
    return pack_of({.stream = 0x50,
                    .first = sequence_ + 1,
                    .device = office,
                    .previous = 0x5000 + sequence_,
                    .head = 0x5000 + sequence_ + 1,
                    .changes = {std::move(ops)}});
  }
  void own(std::vector<Op> ops) {
    delivery_.log(own_pack(std::move(ops)));
    ++sequence_;
  }

  bool reissue_one(std::set<Version>& released, std::set<Version>& still_void) {
    for (const Version& version : released) {
      for (const PackContent& pack : drawn_.history.packs()) {
        if (pack.stream != version.stream || version.sequence < pack.first || version.sequence > pack.last())
          continue;
        Op reissue = book_.reissue(pack, version.sequence.value);
        reissue.supersedes = names_of(pack.changes[version.sequence.value - pack.first.value]);
        // R1 holds for it: what the original names is known first, its own stream's too.
        if (fit(ledger_, own_pack({reissue}), 0) != Fit::fits) continue;
        own({reissue});
        still_void.erase(version);
        released.erase(version);
        return true;
      }
    }
    return false;
  }

  Drawn& drawn_;
  LogOpBook book_;
  MemoryLedger ledger_{std::set{office}};
  Delivery delivery_;
  std::set<Version> voided_;
  std::uint32_t sequence_ = 0;
};

RC_GTEST_PROP(MergeLaws, AVoidLeavesWhatItWouldHaveBeenWithoutTheChange, ()) {
  Drawn drawn = draw_history();
  VoidingServer server(drawn);
  server.declare();
  RC_ASSERT(server.deliver(server.without_lost_packs()));
  RC_ASSERT(server.ledger().records() == by_definition(drawn.history.packs(), server.voided()));
}

RC_GTEST_PROP(MergeLaws, AReissuedChangeCountsAsIfItHadNeverBeenVoid, ()) {
  Drawn drawn = draw_history();
  VoidingServer server(drawn);
  server.declare();
  const std::set<Version> still_void = server.deliver_and_reissue(server.without_lost_packs());
  RC_ASSERT(server.ledger().records() == by_definition(drawn.history.packs(), still_void));
}

RC_GTEST_PROP(MergeLaws, AVoidAfterItsVersionChangesNoRecord, ()) {
  Drawn drawn = draw_history();
  MemoryLedger ledger{std::set{office}};
  for (const PackContent& pack : drawn.history.packs()) apply(ledger, pack, Position{1}, {});
  const Records before = ledger.records();
  LogOpBook book;
  std::vector<Op> voids;
  for (const auto& [stream, head] : ledger.streams()) {
    voids.push_back(book.voids({{stream, Sequence{1}, head.sequence, {}, VoidReason::lost, ""}}));
  }
  const PackContent pack = pack_of({.stream = 0x50, .device = office, .head = 0x5001, .changes = {voids}});
  RC_ASSERT(apply(ledger, pack, Position{2}, book.reader()).voids.empty());
  RC_ASSERT(ledger.records() == before);
}

RC_GTEST_PROP(MergeLaws, ARecordIsGoneExactlyWhenNoEditWasUnseen, ()) {
  Drawn drawn = draw_history();
  for (const auto& [key, state] : by_definition(drawn.history.packs())) {
    std::set<Version> covered;
    bool restored = false;
    bool withdrawn = false;
    const auto found = state.cells.find(life);
    for (const LiveValue& live : found == state.cells.end() ? Cell{} : found->second) {
      covered.insert(live.covers.begin(), live.covers.end());
      restored |= live.kind == OpKind::restore;
      withdrawn |= live.kind == OpKind::withdraw;
    }
    const std::vector<Version> live = live_versions(state);
    const bool unseen = std::any_of(live.begin(), live.end(),
                                    [&](const Version& version) { return !covered.contains(version); });
    RC_ASSERT(is_gone(state) == (withdrawn && !restored && !unseen));
    RC_ASSERT(is_edited_while_withdrawn(state) == (withdrawn && (restored || unseen)));
  }
}

// Two people resolve one conflict without knowing of each other, and choose alike.
RC_GTEST_PROP(MergeLaws, ResolvingTwiceAlikeIsNoNewConflict, ()) {
  Drawn drawn = draw_history();
  for (auto [key, state] : by_definition(drawn.history.packs())) {
    for (const CellKey& at : {cell(topic), cell(hours)}) {
      const std::vector<Version> basis = basis_of(state, at, true);
      if (basis.empty()) continue;
      const Op resolve = write_op(at, text("agreed"), basis);
      merge_op(state, resolve, stamp(ver(100, 1), drawn.random.below(50)));
      merge_op(state, resolve, stamp(ver(101, 1), drawn.random.below(50)));
      RC_ASSERT(!in_conflict(state.cells.at(at)));
      RC_ASSERT(basis_of(state, at, false).size() == 2U);
    }
  }
}

// Whoever saves over what was shown supersedes exactly that: what was not shown stays.
RC_GTEST_PROP(MergeLaws, NothingThatWasNotShownIsSuperseded, ()) {
  Drawn drawn = draw_history();
  for (auto [key, state] : by_definition(drawn.history.packs())) {
    const auto found = state.cells.find(cell(topic));
    if (found == state.cells.end()) continue;
    const Cell before = found->second;
    const LiveValue shown = shown_of(before);
    merge_op(state, write_op(cell(topic), text("edited"), basis_of(state, cell(topic), false)),
             stamp(ver(100, 1), 60));
    for (const LiveValue& live : before) {
      const Cell& now = state.cells.at(cell(topic));
      const bool stays = std::find(now.begin(), now.end(), live) != now.end();
      RC_ASSERT(stays == !shown_alike(live, shown));
    }
  }
}

}  // namespace
}  // namespace mektep::test
