#include "server/http/office.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep::server {
namespace {

using What = OfficeRequest::What;

OfficeRequest get(std::string target, std::string cookie = {}) {
  net::HttpRequest request;
  request.target = std::move(target);
  if (!cookie.empty()) request.headers.emplace_back("Cookie", std::move(cookie));
  return read_office_request(request);
}

TEST(OfficeRequests, PathsAreKnownOrUnknown) {
  EXPECT_EQ(get("/").what, What::page);
  EXPECT_EQ(get("/office.css").what, What::style);
  EXPECT_EQ(get("/office.js").what, What::script);
  EXPECT_EQ(get("/api/indicators").what, What::figures);
  EXPECT_EQ(get("/../etc/passwd").what, What::unknown);
  EXPECT_EQ(get("/api/").what, What::unknown);
  EXPECT_EQ(get("not a target").what, What::unknown);
}

TEST(OfficeRequests, ParametersAreDecoded) {
  const auto request = get("/api/completeness?period=2020-2021-Q3&lang=ru&x=%41");
  EXPECT_EQ(request.kind, "completeness");
  EXPECT_EQ(request.period, "2020-2021-Q3");
  EXPECT_EQ(request.language, "ru");
}

TEST(OfficeRequests, OnlyReadingIsAnswered) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = "/";
  EXPECT_EQ(read_office_request(request).what, What::unknown);
}

TEST(OfficeRequests, TheCookieIsFoundAmongOthers) {
  EXPECT_EQ(get("/", "a=1; __Host-mektep=secret; b=2").cookie, "secret");
  EXPECT_EQ(get("/", "x__Host-mektep=wrong").cookie, "");
  EXPECT_EQ(get("/").cookie, "");
}

TEST(OfficeAnswers, EveryPageForbidsWhatItDoesNotNeed) {
  for (const auto what : {What::page, What::style, What::script}) {
    const auto response = page_answer(what);
    EXPECT_EQ(response.status, 200U);
    EXPECT_FALSE(response.body.empty());
    EXPECT_NE(net::header_of(response.headers, "Content-Security-Policy").find("default-src 'none'"),
              std::string_view::npos);
    EXPECT_EQ(net::header_of(response.headers, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(net::header_of(response.headers, "Cache-Control"), "no-store");
  }
}

TEST(OfficeAnswers, ThePageHoldsNoInlineScript) {
  EXPECT_EQ(page_answer(What::page).body.find("<script>"), std::string::npos);
  EXPECT_EQ(page_answer(What::page).body.find("onclick"), std::string::npos);
}

TEST(OfficeAnswers, TheCookieIsForThisHostOverTlsAndNotForScripts) {
  const auto response = opened_answer("value");
  EXPECT_EQ(response.status, 303U);
  EXPECT_EQ(net::header_of(response.headers, "Set-Cookie"),
            "__Host-mektep=value; Path=/; Secure; HttpOnly; SameSite=Strict");
}

TEST(OfficeAnswers, ARefusalIs403AndAWrongPathIs404) {
  EXPECT_EQ(denied_answer().status, 403U);
  EXPECT_EQ(missing_answer().status, 404U);
}

class PageSessionsTest : public ::testing::Test {
 protected:
  test::ManualClock clock_;
  test::SeededRandom random_;
  PageSessions sessions_{clock_, random_};
};

TEST_F(PageSessionsTest, AnOpenedSessionIsOpenAndAGuessIsNot) {
  const auto cookie = sessions_.open();
  EXPECT_TRUE(sessions_.is_open(cookie));
  EXPECT_FALSE(sessions_.is_open("guess"));
  EXPECT_FALSE(sessions_.is_open(""));
}

TEST_F(PageSessionsTest, ASessionEndsAfterAWorkingDay) {
  const auto cookie = sessions_.open();
  clock_.advance(std::chrono::hours(13));
  EXPECT_FALSE(sessions_.is_open(cookie));
}

TEST_F(PageSessionsTest, CookiesAreLongAndDiffer) {
  std::set<std::string> cookies;
  for (int at = 0; at < 20; ++at) cookies.insert(sessions_.open());
  EXPECT_EQ(cookies.size(), 20U);
  EXPECT_GE(cookies.begin()->size(), 40U);
}

TEST_F(PageSessionsTest, TheNumberOfSessionsIsBoundedAndTheNewestStay) {
  const auto first = sessions_.open();
  clock_.advance(std::chrono::seconds(1));
  std::string last;
  for (int at = 0; at < 300; ++at) last = sessions_.open();
  EXPECT_FALSE(sessions_.is_open(first));
  EXPECT_TRUE(sessions_.is_open(last));
}

}  // namespace
}  // namespace mektep::server
