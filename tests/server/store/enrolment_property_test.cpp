// Random orders of invitations, redemptions, retries, guesses, waiting and revocations: a link makes one
// device at most, and who has an active card is exactly who came in and was not sent away.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "server/store/devices.h"
#include "shared/base/limits.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

struct Act {
  std::uint32_t what = 0;
  std::uint32_t link = 0;
  std::uint32_t device = 0;
};

rc::Gen<std::vector<Act>> acts() {
  const auto number = [](std::uint32_t below) { return rc::gen::inRange<std::uint32_t>(0, below); };
  return rc::gen::container<std::vector<Act>>(rc::gen::build<Act>(rc::gen::set(&Act::what, number(10)),
                                                                  rc::gen::set(&Act::link, number(4)),
                                                                  rc::gen::set(&Act::device, number(4))));
}

class Gate {
 public:
  Gate() : network(StoreKind::memory) {
    for (int at = 0; at < 4; ++at) pens.emplace_back(network.random, network.coordinator);
  }

  // Whether what the server did is what was to be expected.
  bool take(const Act& act) {
    if (act.what < 3) return invite_one();
    if (act.what < 8) return redeem_one(act);
    if (act.what == 8) return wait();
    return revoke_one(act);
  }

  bool cards_agree() const {
    for (std::size_t at = 0; at < pens.size(); ++at) {
      const bool active =
          card_content(network.reader->record(network.scope(), card_key(pens[at].id()))).active;
      if (active != inside.contains(at)) return false;
    }
    return true;
  }

 private:
  struct Link {
    Secret secret;
    std::int64_t expires_ms;
    std::optional<std::size_t> used_by;
  };

  bool invite_one() {
    const auto secret = invite(network.parts, {network.school.code, "coordinator", {}, "office"});
    const std::chrono::milliseconds valid_for = limits::enrolment_valid_for;
    links.push_back({*secret, network.clock.wall().ms + valid_for.count(), std::nullopt});
    return true;
  }
  bool redeem_one(const Act& act) {
    const bool guess = act.link >= links.size();
    const Secret secret = guess ? Secret{static_cast<std::uint8_t>(act.link)} : links[act.link].secret;
    const bool came_in = redeem(network.parts, network.newcomer(pens[act.device], secret)).ok();
    bool expected = !guess && !revoked.contains(act.device);
    if (expected) {
      Link& link = links[act.link];
      expected = network.clock.wall().ms < link.expires_ms && link.used_by.value_or(act.device) == act.device;
      // A link that failed often enough is gone; those are not told apart here.
      if (!came_in && failures[act.link] >= limits::enrolment_tries_max) expected = false;
      if (expected) link.used_by = act.device;
    }
    if (!guess && !came_in) ++failures[act.link];
    if (came_in) inside.insert(act.device);
    return came_in == expected;
  }
  bool wait() {
    network.clock.advance(limits::enrolment_valid_for / 2);
    return true;
  }
  bool revoke_one(const Act& act) {
    const auto device = network.reader->device(pens[act.device].id());
    if (!device) return true;
    inside.erase(act.device);
    revoked.insert(act.device);
    return revoke(network.parts, device->number, "office").ok();
  }

  Network network;
  std::vector<Pen> pens;
  std::vector<Link> links;
  std::map<std::size_t, int> failures;
  std::set<std::size_t> inside;
  std::set<std::size_t> revoked;
};

RC_GTEST_PROP(Enrolment, LetsInWhoHoldsAGoodLinkAndNobodyElse, ()) {
  Gate gate;
  for (const Act& act : *acts()) RC_ASSERT(gate.take(act));
  RC_ASSERT(gate.cards_agree());
}

}  // namespace
}  // namespace mektep::server::test
