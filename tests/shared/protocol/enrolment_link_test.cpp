#include "shared/protocol/enrolment_link.h"

#include <gtest/gtest.h>

#include "tests/shared/protocol/messages.h"

namespace mektep {
namespace {

EnrolmentLink sample_link() {
  EnrolmentLink link;
  link.host = "office.example";
  link.port = 8443;
  link.secret = test::filled<16>(0xab);
  link.pins = {test::filled<32>(0xcd), test::filled<32>(0xef)};
  link.until_s = 1'700'000'000;
  return link;
}

std::string code_of(std::string_view text) { return parse_enrolment_link(text).error().code; }

TEST(EnrolmentLink, ComesBackAsItWent) {
  const auto read = parse_enrolment_link(to_text(sample_link()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sample_link());
}

TEST(EnrolmentLink, IsShortEnoughForAQrCodeOnPaper) { EXPECT_LE(to_text(sample_link()).size(), 200U); }

TEST(EnrolmentLink, WithoutAPinIsRefused) {
  auto link = sample_link();
  link.pins.clear();
  EXPECT_EQ(code_of(to_text(link)), "enrol.link_malformed");
}

TEST(EnrolmentLink, WithoutASecretIsRefused) {
  auto text = to_text(sample_link());
  text.replace(text.find("secret="), 7, "sacred=");
  EXPECT_EQ(code_of(text), "enrol.link_malformed");
}

TEST(EnrolmentLink, AnotherSchemeOrNonsenseIsRefused) {
  EXPECT_EQ(code_of("https://office.example:8443/enrol"), "enrol.link_malformed");
  EXPECT_EQ(code_of("mektep"), "enrol.link_malformed");
  EXPECT_EQ(code_of(""), "enrol.link_malformed");
  EXPECT_EQ(code_of(std::string(5000, 'm')), "enrol.link_malformed");
}

TEST(EnrolmentLink, WhatALaterProgramAddsIsPassedOver) {
  const auto read = parse_enrolment_link(to_text(sample_link()) + "&colour=blue");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sample_link());
}

TEST(EnrolmentLink, AShortenedSecretIsRefused) {
  auto text = to_text(sample_link());
  text.erase(text.find("secret=") + 7, 2);
  EXPECT_EQ(code_of(text), "enrol.link_malformed");
}

}  // namespace
}  // namespace mektep
