#include "shared/protocol/enrolment_link.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

// Nothing listens at the first port of this machine.
constexpr std::uint16_t closed_port = 1;

EnrolmentLink link_to_nobody() {
  EnrolmentLink link;
  link.host = "127.0.0.1";
  link.port = closed_port;
  link.pins.push_back({});
  link.until_s = 4'000'000'000;
  return link;
}

class LinkVerbsTest : public CommandLineTest {
 protected:
  // From then on the PC looks for its server where nobody answers.
  void lose_server() {
    Identity identity = *pc_->identity();
    identity.address = {"127.0.0.1", closed_port, {FixedBytes<32>{}}};
    ASSERT_TRUE(pc_->enrol(identity).ok());
  }
};

TEST_F(LinkVerbsTest, SyncNeedsAnEnrolledDevice) {
  NewDevice device;
  EXPECT_EQ(device.code({"sync"}), "replica.not_enrolled");
  EXPECT_EQ(device.code({"sync", "--watch"}), "replica.not_enrolled");
}

TEST_F(LinkVerbsTest, AMalformedLinkIsRefusedBeforeAnyContact) {
  NewDevice device;
  for (const std::string link : {"hello", "https://127.0.0.1:1/enrol", "mektep://127.0.0.1:1/enrol",
                                 "mektep://127.0.0.1:1/enrol?secret=short&pin=short&until=1"}) {
    EXPECT_EQ(device.code({"enrol", link}), "enrol.link_malformed") << link;
  }
  EXPECT_FALSE(device->identity());
}

TEST_F(LinkVerbsTest, AnEnrolledDeviceIsNotEnrolledAgain) {
  EXPECT_EQ(code({"enrol", to_text(link_to_nobody())}), "replica.already_enrolled");
  EXPECT_EQ(pc_->identity()->address.host, "server.example");
}

TEST_F(LinkVerbsTest, ALinkToNobodyLeavesTheDeviceAsItWasAndMayBeTriedAgain) {
  NewDevice device;
  for (int attempt = 0; attempt < 2; ++attempt) {
    Bench bench = device.bench();
    EXPECT_EQ(bench.run({"enrol", to_text(link_to_nobody()), "--name", "PC", "--json"}),
              static_cast<int>(Remedy::no_link));
    EXPECT_EQ(bench.out(), "");
    EXPECT_FALSE(device->identity());
  }
}

TEST_F(LinkVerbsTest, AServerThatIsNotReachedIsTheExitOfNoLink) {
  lose_server();
  EXPECT_EQ(run({"sync"}), static_cast<int>(Remedy::no_link));
  EXPECT_FALSE(err.empty());
}

TEST_F(LinkVerbsTest, AContactThatFailedStillTellsWhatItDidAndWhatWaits) {
  lose_server();
  seminar();
  EXPECT_EQ(run({"sync", "--json"}), static_cast<int>(Remedy::no_link));
  const json::object told = json::parse(out).as_object();
  EXPECT_FALSE(told.at("linked").as_bool());
  EXPECT_EQ(told.at("unsent").to_number<int>(), 1);
  EXPECT_EQ(told.at("packs_sent").to_number<int>(), 0);
  EXPECT_EQ(told.at("receipts").to_number<int>(), 0);
  EXPECT_TRUE(told.at("up_to_date").as_array().empty());
  EXPECT_EQ(json::parse(err).at("error").at("code").as_string(), "net.unreachable");
}

TEST_F(LinkVerbsTest, WhatWasWrittenStaysWhenTheServerIsNotReached) {
  lose_server();
  const std::string id = seminar("Байланыссыз");
  run({"sync"});
  EXPECT_EQ(data({"show", id}).at("title").as_string(), "Байланыссыз");
  EXPECT_EQ(data({"outbox"}).at("unsent").as_array().size(), 1U);
}

}  // namespace
}  // namespace mektep::client::test
