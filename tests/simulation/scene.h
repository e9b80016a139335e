#pragma once
// A small network in fine weather, for one directed scene: what happens is written out, and at the end all
// that a run is judged by holds.

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/merge/merge.h"
#include "shared/pack/pack.h"
#include "tools/sim/newer_program.h"
#include "tools/sim/office.h"
#include "tools/sim/verdict.h"

namespace mektep::sim::test {

inline constexpr FieldNumber topic_field{1};

class SceneTest : public ::testing::Test {
 protected:
  SceneTest() : network_((start_crypto(), options())), office_(network_) {}

  static NetworkOptions options() {
    NetworkOptions options;
    options.seed = 1;
    options.clocks = Clocks::all_right;
    return options;
  }

  // Of school A: its PC and its laptop. Of school B: its PC.
  Seat& pc() { return network_.seat(0); }
  Seat& laptop() { return network_.seat(1); }
  Seat& other() { return network_.seat(2); }
  ScopeNumber school() const { return network_.schools()[0].scope(); }

  client::RecordName make(Seat& seat, std::string_view type = "activity") {
    const ScopeNumber scope = type == "joint_visit" ? network_.pair() : school();
    for (int tries = 0; tries < 50; ++tries) {
      const auto name = seat.person->make(scope, type);
      if (name) return *name;
    }
    ADD_FAILURE() << "nothing could be made";
    return {};
  }
  client::ReadRecord form(Seat& seat, const client::RecordName& name) {
    const auto form = seat.person->open_form(name);
    EXPECT_TRUE(form.has_value()) << seat.device->name() << " has no such record";
    return form.value_or(client::ReadRecord{});
  }
  void edit(Seat& seat, const client::RecordName& name, std::string_view field = "topic") {
    EXPECT_TRUE(seat.person->edit_field(form(seat, name), field));
  }
  void sync(Seat& seat) { EXPECT_TRUE(network_.sync_now(seat).ok()); }
  void sync_all() {
    for (int round = 0; round < 2; ++round) network_.sync_everybody();
  }
  void seal(Seat& seat) {
    seat.device->run([](client::Replica& replica) { EXPECT_TRUE(replica.seal({}).ok()); });
  }

  const server::Reader& reader() { return network_.server().reader(); }
  RecordState at_server(const client::RecordName& name) { return reader().record(name.scope, name.key); }
  std::size_t live(const client::RecordName& name, FieldNumber field = topic_field) {
    const RecordState state = at_server(name);
    const auto cell = state.cells.find({field, {}});
    return cell == state.cells.end() ? 0 : cell->second.size();
  }
  std::vector<server::HeldPack> held() { return reader().held({}); }
  std::size_t log_length() { return reader().read_after(school(), Position{0}, SIZE_MAX).size(); }
  std::size_t unsent(Seat& seat) { return seat.device->replica().state().unsent_changes; }

  void come_to_rest() {
    network_.settle();
    Verdict verdict(network_);
    verdict.check();
    for (const auto& what : network_.violations()) ADD_FAILURE() << what;
  }

  Network network_;
  Office office_;
};

}  // namespace mektep::sim::test
