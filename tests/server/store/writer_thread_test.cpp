#include "server/store/writer_thread.h"

#include <future>

#include "shared/sqlite/failure.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// A test that hangs is ended by CTest; these waits end as soon as the thread has answered.
class WriterThreadTest : public ::testing::Test {
 protected:
  Network network{StoreKind::memory};
  Pen pen = network.enrolled_pen();
  Writer writer{network.parts, [](const Batch&) {}};
};

TEST_F(WriterThreadTest, WritesWhatOtherThreadsQueue) {
  WriterThread thread(writer, [](const std::exception&) { FAIL(); });
  std::promise<Outcome> answered;
  const Bytes pack = pen.seal(network.scope(), {network.titled(1, "a")});
  writer.submit({pen.id(), pack}, [&](const Admitted& admitted) { answered.set_value(admitted.outcome); });
  EXPECT_EQ(answered.get_future().get(), Outcome::logged);
}

TEST_F(WriterThreadTest, FinishesWhatIsQueuedBeforeItEnds) {
  int done_jobs = 0;
  {
    WriterThread thread(writer, [](const std::exception&) { FAIL(); });
    for (int at = 0; at < 100; ++at) writer.perform([&](const ServerParts&) { ++done_jobs; });
  }
  EXPECT_EQ(done_jobs, 100);
}

TEST_F(WriterThreadTest, TakesWhatWasQueuedBeforeItBegan) {
  std::promise<void> ran;
  writer.perform([&](const ServerParts&) { ran.set_value(); });
  WriterThread thread(writer, [](const std::exception&) { FAIL(); });
  ran.get_future().get();
}

TEST_F(WriterThreadTest, ABrokenMachineEndsItAndIsTold) {
  std::promise<std::string> told;
  WriterThread thread(writer, [&](const std::exception& failure) { told.set_value(failure.what()); });
  writer.perform([](const ServerParts&) { throw DatabaseBroken(10, "the disk went"); });
  EXPECT_EQ(told.get_future().get(), "the disk went");
}

}  // namespace
}  // namespace mektep::server::test
