#pragma once
// The office's page and the figures behind it. A one-time link, printed by `mektepd serve`, opens a
// session; the session's cookie opens the figures. Everything else is 403 or 404.

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "shared/base/clock.h"
#include "shared/base/random.h"
#include "shared/net/http.h"

namespace mektep::server {

// Sessions of browsers, in memory: they end with the server. Any thread.
class PageSessions {
 public:
  // Both outlive it.
  PageSessions(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  // The value of a new session's cookie.
  std::string open();
  bool is_open(std::string_view cookie);

 private:
  void forget_ended(Monotonic now);

  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, Monotonic, std::less<>> ends_at_;
};

// What a request asks for, with the session it brought.
struct OfficeRequest {
  enum class What { page, style, script, figures, open, unknown };
  What what = What::unknown;
  std::string secret;  // `open`: of the one-time link
  std::string cookie;
  std::string kind;    // `figures`: completeness, indicators or words
  std::string period;
  std::string language;
};
OfficeRequest read_office_request(const net::HttpRequest& request);

// Answers with the headers that every page carries (CSP, no sniffing, no framing, no caching).
net::HttpResponse page_answer(OfficeRequest::What what);
net::HttpResponse json_answer(unsigned status, std::string body);
net::HttpResponse opened_answer(const std::string& cookie);
net::HttpResponse denied_answer();
net::HttpResponse missing_answer();

}  // namespace mektep::server
