// A school over ten years: the same records are written over and over, and what a device holds stays as large
// as what they say. The office backs the server up every quarter.

#include <array>
#include <iostream>

#include "tests/simulation/scene.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr int weeks_a_year = 40;
constexpr int weeks_a_quarter = 10;
constexpr int edits_a_week = 6;
constexpr int record_count = 600;
// Of a fixed size, however often they are written: what grows is what is kept about them.
constexpr std::array<std::string_view, 6> fields{"topic", "place", "pupils", "hours", "day", "themes"};
constexpr Monotonic week = 7 * 24h;

class TenYears : public test::SceneTest {
 protected:
  void make_records(std::size_t count) {
    while (names_.size() < count) names_.push_back(make(pc()));
    sync_all();
  }
  void live_a_week(int number) {
    Luck& luck = network_.world().luck;
    for (Seat* seat : {&pc(), &laptop()}) {
      for (int edits = 0; edits < edits_a_week; ++edits) {
        edit(*seat, names_[luck.below(names_.size())], luck.pick(fields));
      }
      sync(*seat);
      seat->device->run([](client::Replica& replica) { EXPECT_TRUE(replica.catch_up_search().ok()); });
    }
    if (number % weeks_a_quarter == 0) {
      EXPECT_TRUE(office_.back_up());
    }
    network_.world().timeline.run_for(week);
  }
  void live_a_year() {
    for (int number = 0; number < weeks_a_year; ++number) live_a_week(number);
    sync_all();
  }
  // What is in use of a device's file.
  static std::int64_t bytes(Seat& seat) {
    auto& file = seat.device->disk().observer();
    const auto number = [&](const char* what) { return file.prepared(what).first<std::int64_t>().value_or(0); };
    return (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * number("PRAGMA page_size");
  }
  static std::int64_t packs(Seat& seat) {
    return seat.device->disk().observer().prepared("SELECT count(*) FROM log").first<std::int64_t>().value_or(0);
  }

  std::vector<client::RecordName> names_;
};

TEST_F(TenYears, OfWritingTheSameRecordsLeaveTheDeviceAsLargeAsTwo) {
  make_records(record_count);
  for (int year = 0; year < 2; ++year) live_a_year();
  const std::int64_t after_two = bytes(pc());
  const std::int64_t packs_after_two = packs(pc());
  for (int year = 2; year < 10; ++year) live_a_year();
  std::cout << "a record: " << after_two / record_count << " bytes after two years, "
            << bytes(pc()) / record_count << " after ten\n";
  EXPECT_LE(bytes(pc()), after_two * 13 / 10);
  EXPECT_LE(packs(pc()), packs_after_two * 2);
  come_to_rest();
}

}  // namespace
}  // namespace mektep::sim
