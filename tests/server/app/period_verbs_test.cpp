#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class PeriodVerbs : public VerbTest {
 protected:
  PeriodVerbs() {
    init();
    import("terms", "terms.csv");
    import("codebooks", "codebooks/period_states.csv");
  }
};

TEST_F(PeriodVerbs, APeriodIsOpenedAndClosed) {
  EXPECT_EQ(run({"period", "open", "2024-2025-Q3"}).document(),
            json::parse(R"({"period":"2024-2025-Q3","state":"open"})"));
  EXPECT_EQ(run({"period", "close", "2024-2025-Q3"}).document(),
            json::parse(R"({"period":"2024-2025-Q3","state":"closed"})"));
}

TEST_F(PeriodVerbs, OpeningWhatIsOpenIsNoChange) {
  run({"period", "open", "2024-2025-Q3"});
  const auto before = run({"digest"}).out;
  EXPECT_EQ(run({"period", "open", "2024-2025-Q3"}).exit, 0);
  EXPECT_EQ(run({"digest"}).out, before);
}

TEST_F(PeriodVerbs, PeriodsAreListedWithTheirStates) {
  run({"period", "open", "2024-2025-Q3"});
  const auto document = run({"period"}).document();
  const auto& periods = document.at("periods").as_array();
  EXPECT_EQ(periods.size(), 16U);
  for (const auto& period : periods) {
    const bool open = period.at("period").as_string() == "2024-2025-Q3";
    EXPECT_EQ(period.at("state").as_string(), open ? "open" : "planned");
  }
}

TEST_F(PeriodVerbs, PeopleReadTheNamesOfStates) {
  run({"period", "open", "2024-2025-Q3"});
  const auto outcome = say({"period"});
  EXPECT_NE(outcome.out.find("2024-2025-Q3  2025-01-09  2025-03-20  Open"), std::string::npos) << outcome.out;
}

TEST_F(PeriodVerbs, AnUnknownPeriodIsToldTheNearest) {
  const auto outcome = run({"period", "open", "2024-2025-Q33"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "period.unknown");
  EXPECT_EQ(outcome.error().at("nearest").as_string(), "2024-2025-Q3");
}

TEST_F(PeriodVerbs, APeriodMustBeNamed) { EXPECT_EQ(run({"period", "open"}).exit, 2); }

}  // namespace
}  // namespace mektep::server::test
