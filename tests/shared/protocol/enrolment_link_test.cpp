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

std::string code_of(std::string_view text) {
  const auto link = parse_enrolment_link(text);
  return link ? "" : link.error().code;
}

// The sample with one part of its text replaced.
std::string altered(std::string_view part, std::string_view by) {
  std::string text = to_text(sample_link());
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), by);
}

// Links lie printed in folders: one that was valid yesterday must be read by the program of tomorrow.
TEST(EnrolmentLink, NeverChangesItsText) {
  EXPECT_EQ(to_text(sample_link()),
            "mektep://office.example:8443/enrol?secret=q6urq6urq6urq6urq6urqw"
            "&pin=zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc0"
            "&pin=7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-8&until=1700000000");
}

TEST(EnrolmentLink, ComesBackAsItWent) {
  const auto read = parse_enrolment_link(to_text(sample_link()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sample_link());
}

TEST(EnrolmentLink, OfEveryKindOfHostComesBackAsItWent) {
  for (const std::string host :
       {"192.0.2.7", "::1", "2001:db8::7", "localhost", "xn--80ak6aa92e.example", "ofis"}) {
    EnrolmentLink link = sample_link();
    link.host = host;
    const auto read = parse_enrolment_link(to_text(link));
    ASSERT_TRUE(read.ok()) << host;
    EXPECT_EQ(read->host, host);
  }
}

TEST(EnrolmentLink, PutsAnAddressOfVersionSixIntoBrackets) {
  EnrolmentLink link = sample_link();
  link.host = "2001:db8::7";
  EXPECT_NE(to_text(link).find("mektep://[2001:db8::7]:8443/enrol"), std::string::npos) << to_text(link);
}

TEST(EnrolmentLink, IsShortEnoughForAQrCodeOnPaper) { EXPECT_LE(to_text(sample_link()).size(), 200U); }

TEST(EnrolmentLink, HasOneToFourPins) {
  EnrolmentLink link = sample_link();
  link.pins.assign(4, test::filled<32>(1));
  EXPECT_EQ(code_of(to_text(link)), "");
  link.pins.push_back(test::filled<32>(2));
  EXPECT_EQ(code_of(to_text(link)), "enrol.link_malformed");
  link.pins.clear();
  EXPECT_EQ(code_of(to_text(link)), "enrol.link_malformed");
}

TEST(EnrolmentLink, KeepsTheOrderOfItsPins) {
  EnrolmentLink link = sample_link();
  std::swap(link.pins[0], link.pins[1]);
  EXPECT_EQ(parse_enrolment_link(to_text(link))->pins, link.pins);
}

TEST(EnrolmentLink, WithoutASecretIsRefused) {
  EXPECT_EQ(code_of(altered("secret=", "sacred=")), "enrol.link_malformed");
}

TEST(EnrolmentLink, OfAnotherPlaceOrSchemeIsRefused) {
  EXPECT_EQ(code_of(altered("mektep:", "https:")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("/enrol", "/other")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("/enrol", "/enrol/more")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("/enrol", "")), "enrol.link_malformed");
}

TEST(EnrolmentLink, NeedsAHostAndAPort) {
  EXPECT_EQ(code_of(altered(":8443", "")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered(":8443", ":")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered(":8443", ":0")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered(":8443", ":65536")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered(":8443", ":84x3")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("office.example", "")), "enrol.link_malformed");
}

TEST(EnrolmentLink, NonsenseIsRefused) {
  for (const std::string text : {"mektep", "", "mektep:", "mektep://", "Айгүл", "mektep://a b:1/enrol"}) {
    EXPECT_EQ(code_of(text), "enrol.link_malformed") << text;
  }
  EXPECT_EQ(code_of(std::string(5000, 'm')), "enrol.link_malformed");
}

TEST(EnrolmentLink, WhatALaterProgramAddsIsPassedOver) {
  const auto read = parse_enrolment_link(to_text(sample_link()) + "&colour=blue");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sample_link());
}

TEST(EnrolmentLink, ASecretOrAPinOfAnotherSizeIsRefused) {
  EXPECT_EQ(code_of(altered("secret=q6", "secret=")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("secret=", "secret=q6ur")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("pin=zc3N", "pin=")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("pin=zc3N", "pin=zc3*")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("pin=zc3N", "pin=&pin=zc3N")), "enrol.link_malformed");
}

TEST(EnrolmentLink, AnExpiryThatIsNoTimeIsRefused) {
  EXPECT_EQ(code_of(altered("until=1700000000", "until=")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("until=1700000000", "until=1700000000x")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("until=1700000000", "until=tomorrow")), "enrol.link_malformed");
  EXPECT_EQ(code_of(altered("until=1700000000", "until=99999999999999999999")), "enrol.link_malformed");
}

// The clock of the device may be wrong by years; the server knows whether the time is over.
TEST(EnrolmentLink, OfThePastOrWithoutATimeIsReadAllTheSame) {
  EXPECT_EQ(parse_enrolment_link(altered("until=1700000000", "until=1"))->until_s, 1);
  EXPECT_EQ(parse_enrolment_link(altered("&until=1700000000", ""))->until_s, 0);
}

// A messenger or a printer may cut a long line.
TEST(EnrolmentLink, EveryCutThatTakesFromItsPinsIsRefused) {
  const std::string whole = to_text(sample_link());
  const std::size_t second_pin = whole.rfind("&pin=");
  for (std::size_t size = 0; size < second_pin; ++size) {
    EXPECT_EQ(code_of(whole.substr(0, size)), "enrol.link_malformed") << whole.substr(0, size);
  }
}

}  // namespace
}  // namespace mektep
