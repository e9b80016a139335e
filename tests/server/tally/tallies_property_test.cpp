// Random histories of edits, rivals, withdrawals and moves: the tallies kept step by step are those of a
// count from nothing.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/tally/recount.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

struct Move {
  std::uint32_t what = 0;
  std::uint32_t id = 0;
  std::uint32_t other = 0;
  std::uint32_t chance = 0;
};

rc::Gen<std::vector<Move>> moves() {
  const auto number = [](std::uint32_t below) { return rc::gen::inRange<std::uint32_t>(0, below); };
  return rc::gen::container<std::vector<Move>>(
      rc::gen::build<Move>(rc::gen::set(&Move::what, number(9)), rc::gen::set(&Move::id, number(4)),
                           rc::gen::set(&Move::other, number(4)), rc::gen::set(&Move::chance, number(100))));
}

class Play {
 public:
  explicit Play(StoreKind kind) : network(kind), pens{network.enrolled_pen(), network.enrolled_pen()} {}

  void take(const Move& move) {
    const std::string kind = move.chance % 2 == 0 ? "seminar" : "visit";
    const ScopeNumber scope = network.scope();
    if (move.what < 2) {
      const std::string day = "2021-0" + std::to_string(1 + move.chance % 3) + "-15";
      network.save_activity(move.id + 1, kind, move.chance % 3 == 0 ? "planned" : "held", day, move.chance);
    } else if (move.what < 5) {
      network.save_attendance(move.id + 10, move.other + 1, 100 + move.chance % 3, move.chance);
    } else if (move.what == 5) {
      network.withdraw(scope, activity_type, move.id + 1);
    } else if (move.what == 6) {
      network.withdraw(scope, attendance_type, move.id + 10);
    } else if (move.what == 7) {
      network.restore(scope, move.chance % 2 == 0 ? activity_type : attendance_type,
                      move.id + (move.chance % 2 == 0 ? 1 : 10));
    } else {
      // A rival: written over nothing.
      Pen& pen = pens[move.chance % 2];
      const RecordKey key{activity_type, RecordId{move.id + 1}};
      network.push(pen, pen.seal(scope, {{write_op(key, FieldNumber{1}, kind)}}));
    }
  }

  std::map<TallyCell, std::int64_t> counted() const {
    Count count;
    const Schema& schema = network.store->schema();
    const ReadRecord read = [&](const RecordKey& key) {
      return network.reader->record(network.scope(), key);
    };
    for (const RecordKey& key : network.reader->keys(network.scope(), std::nullopt, 10'000)) {
      count.add(contribution_of(schema, key, read(key), read));
    }
    return count.amounts();
  }

  TallyNetwork network;
  std::array<Pen, 2> pens;
};

RC_GTEST_PROP(Tallies, StepByStepEqualsACountFromNothing, ()) {
  Play play(StoreKind::memory);
  for (const Move& move : *moves()) play.take(move);
  RC_ASSERT(play.network.amounts(play.network.scope()) == play.counted());
}

RC_GTEST_PROP(Tallies, ARebuildFindsNoDifferenceOnEitherStore, ()) {
  const auto history = *moves();
  Play sqlite(StoreKind::sqlite);
  Play memory(StoreKind::memory);
  for (const Move& move : history) {
    sqlite.take(move);
    memory.take(move);
  }
  RC_ASSERT(sqlite.network.reader->tallies(sqlite.network.scope()) ==
            memory.network.reader->tallies(memory.network.scope()));
  RC_ASSERT(rebuild_tallies(sqlite.network.parts)->differences == 0U);
  RC_ASSERT(rebuild_tallies(memory.network.parts)->differences == 0U);
}

// The heads of every stream of the scope, as a report would name them.
Heads heads_now(const Network& network) {
  Heads heads;
  for (const LoggedPack& pack : network.log())
    heads.streams[pack.stream] = {pack.last(), token_of(pack.head)};
  return heads;
}

RC_GTEST_PROP(Tallies, ARecountAtTheHeadsOfThenIsTheTallyOfThen, ()) {
  Play play(StoreKind::memory);
  for (const Move& move : *moves()) play.take(move);
  const Amounts then = play.network.amounts(play.network.scope());
  const Heads heads = heads_now(play.network);
  for (const Move& move : *moves()) play.take(move);
  auto integration = std::move(*Integration::begin(play.network.parts));
  RC_ASSERT(holds(*integration, play.network.scope(), heads) == HeadsHeld::all);
  RC_ASSERT(counts_at(*integration, play.network.scope(), heads) == then);
}

}  // namespace
}  // namespace mektep::server::test
