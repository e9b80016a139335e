#include "shared/base/limits.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(Limits, AreThoseThatTheProtocolPromises) {
  EXPECT_EQ(limits::message_bytes_max, 16U * 1024);
  EXPECT_EQ(limits::pack_body_bytes_max, 64U * 1024);
  EXPECT_EQ(limits::change_bytes_max, 48U * 1024);
  EXPECT_EQ(limits::paragraph_bytes_max, 16U * 1024);
  EXPECT_EQ(limits::scalar_bytes_max, 4U * 1024);
  EXPECT_EQ(limits::element_bytes_max, 256U);
  EXPECT_EQ(limits::hello_bytes_max, 1024U);
  EXPECT_EQ(limits::welcome_bytes_max, 1024U);
}

TEST(Limits, WaitsEndBeforeTheWaitsAroundThem) {
  EXPECT_LT(limits::stop_timeout, std::chrono::seconds(10));
  EXPECT_LT(limits::ping_interval, limits::idle_timeout);
  EXPECT_LT(limits::reconnect_delay_first, limits::reconnect_delay_max);
  EXPECT_LE(limits::commit_wait_max, limits::handshake_timeout);
}

}  // namespace
}  // namespace mektep
