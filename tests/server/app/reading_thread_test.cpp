#include "server/app/reading_thread.h"

#include <future>

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

using namespace std::chrono_literals;
constexpr auto patience = 20s;

TEST(ReadingThreads, TasksRunInOrderOnAnotherThread) {
  Office office;
  std::vector<int> order;
  std::promise<std::thread::id> done;
  ReadingThread reading(office.reader(), [](const std::exception&) {});
  for (int at = 0; at < 10; ++at) reading.ask([&order, at](const Reader&) { order.push_back(at); });
  reading.ask([&done](const Reader&) { done.set_value(std::this_thread::get_id()); });
  auto thread = done.get_future();
  ASSERT_EQ(thread.wait_for(patience), std::future_status::ready);
  EXPECT_NE(thread.get(), std::this_thread::get_id());
  EXPECT_EQ(order.size(), 10U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(ReadingThreads, ATaskReadsWhatWasCommitted) {
  Office office;
  office.import_directory();
  std::promise<bool> there;
  ReadingThread reading(office.reader(), [](const std::exception&) {});
  reading.ask([&there](const Reader& reader) { there.set_value(reader.head(network_scope).has_value()); });
  auto answer = there.get_future();
  ASSERT_EQ(answer.wait_for(patience), std::future_status::ready);
  EXPECT_TRUE(answer.get());
}

TEST(ReadingThreads, ABrokenMachineIsReportedOnce) {
  Office office;
  std::promise<std::string> broken;
  ReadingThread reading(office.reader(),
                        [&broken](const std::exception& what) { broken.set_value(what.what()); });
  reading.ask([](const Reader&) { throw std::runtime_error("disk"); });
  auto what = broken.get_future();
  ASSERT_EQ(what.wait_for(patience), std::future_status::ready);
  EXPECT_EQ(what.get(), "disk");
  reading.ask([](const Reader&) { FAIL() << "nothing is read after that"; });
}

TEST(ReadingThreads, WhatStillWaitsIsDroppedAtTheEnd) {
  Office office;
  std::promise<void> hold;
  auto held = hold.get_future().share();
  std::atomic<int> ran{0};
  std::promise<void> started;
  auto reading = std::make_unique<ReadingThread>(office.reader(), [](const std::exception&) {});
  reading->ask([&](const Reader&) {
    started.set_value();
    held.wait();
    ++ran;
  });
  for (int at = 0; at < 100; ++at) reading->ask([&ran](const Reader&) { ++ran; });
  started.get_future().wait();
  std::promise<void> ended;
  std::thread ending([&] {
    reading.reset();
    ended.set_value();
  });
  hold.set_value();
  auto end = ended.get_future();
  ASSERT_EQ(end.wait_for(patience), std::future_status::ready);
  ending.join();
  EXPECT_GE(ran, 1);
}

}  // namespace
}  // namespace mektep::server::test
