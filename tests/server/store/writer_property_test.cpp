// The writer over random interleavings of submissions, jobs, full disks and turns: everybody is answered
// once and in order, and an answer says what the store holds.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/store/writer.h"
#include "shared/sqlite/failure.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// Fails every transaction that writes, as long as the disk is full.
class Disk final : public Derivation {
 public:
  void derive(Integration&, ScopeNumber) override {
    if (full) throw DiskFull(13, "no room");
  }
  bool full = false;
};

class Traffic {
 public:
  Traffic() : network(StoreKind::memory), pen(network.enrolled_pen()) { network.parts.derivations = {&disk}; }

  void take(std::uint32_t what) {
    if (what < 5) {
      submit(fresh());
    } else if (what == 5) {
      if (!sent.empty()) submit(sent.front());
    } else if (what == 6) {
      const std::size_t turn = asked++;
      writer.perform([this, turn](const ServerParts&) { answered.push_back(turn); });
    } else if (what == 7) {
      disk.full = !disk.full;
    } else {
      writer.run_once();
    }
  }
  void finish() {
    disk.full = false;
    while (writer.run_once()) {
    }
  }

  bool in_order() const {
    return answered.size() == asked && std::is_sorted(answered.begin(), answered.end());
  }
  // Every receipt names what the log has; a failed one promised nothing.
  bool honest() const {
    for (const Admitted& answer : answers) {
      const bool promised = answer.receipt.has_value();
      if (answer.outcome == Outcome::failed && promised) return false;
      if (promised && !network.reader->position_of(network.scope(), answer.head)) return false;
    }
    return true;
  }

 private:
  Bytes fresh() {
    pen.new_stream();
    sent.push_back(pen.seal(network.scope(), {network.titled(sent.size() + 1, "a")}));
    return sent.back();
  }
  void submit(const Bytes& pack) {
    const std::size_t turn = asked++;
    writer.submit({pen.id(), pack}, [this, turn](const Admitted& admitted) {
      answered.push_back(turn);
      answers.push_back(admitted);
    });
  }

  Network network;
  Disk disk;
  Pen pen;
  Writer writer{network.parts, [](const Batch&) {}};
  std::vector<Bytes> sent;
  std::size_t asked = 0;
  std::vector<std::size_t> answered;
  std::vector<Admitted> answers;
};

RC_GTEST_PROP(Writer, Promise01EverybodyIsAnsweredOnceInOrderAndTruly, ()) {
  Traffic traffic;
  const auto turns = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 10));
  for (const std::uint32_t what : turns) traffic.take(what);
  traffic.finish();
  RC_ASSERT(traffic.in_order());
  RC_ASSERT(traffic.honest());
}

}  // namespace
}  // namespace mektep::server::test
