#include "server/http/office.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "shared/base/bytes.h"
#include "shared/base/embedded.h"

namespace mektep::embedded {
std::span<const EmbeddedFile> office_pages();
}

namespace mektep::server {
namespace {

// A day at the office; the cookie is good on the one PC that opened it.
constexpr Monotonic session_time = std::chrono::hours(12);
// The oldest go first: a page left open is opened again by a new link.
constexpr std::size_t sessions_max = 256;
constexpr std::string_view cookie_name = "__Host-mektep";

std::string cookie_of(std::string_view header) {
  while (!header.empty()) {
    const auto end = header.find(';');
    std::string_view pair = header.substr(0, end);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    if (pair.size() > cookie_name.size() && pair.starts_with(cookie_name) && pair[cookie_name.size()] == '=') {
      return std::string(pair.substr(cookie_name.size() + 1));
    }
    if (end == std::string_view::npos) break;
    header.remove_prefix(end + 1);
  }
  return {};
}

std::string embedded_page(std::string_view name) {
  for (const auto& file : embedded::office_pages()) {
    if (file.name == name) return file.text();
  }
  return {};
}

net::HttpResponse answer(unsigned status, std::string_view type, std::string body) {
  net::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = {
      {"Content-Type", std::string(type)},
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
       "form-action 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Strict-Transport-Security", "max-age=63072000"},
  };
  return response;
}

}  // namespace

std::string PageSessions::open() {
  const std::lock_guard lock(mutex_);
  const Monotonic now = clock_.monotonic();
  forget_ended(now);
  std::string cookie = to_base64url(random_.bytes<32>());
  ends_at_[cookie] = now + session_time;
  return cookie;
}

void PageSessions::forget_ended(Monotonic now) {
  std::erase_if(ends_at_, [&](const auto& session) { return session.second <= now; });
  while (ends_at_.size() >= sessions_max) {
    auto oldest = ends_at_.begin();
    for (auto at = ends_at_.begin(); at != ends_at_.end(); ++at) {
      if (at->second < oldest->second) oldest = at;
    }
    ends_at_.erase(oldest);
  }
}

bool PageSessions::is_open(std::string_view cookie) {
  const std::lock_guard lock(mutex_);
  const auto found = ends_at_.find(cookie);
  return found != ends_at_.end() && found->second > clock_.monotonic();
}

OfficeRequest read_office_request(const net::HttpRequest& request) {
  OfficeRequest read;
  if (request.method != "GET") return read;
  const auto target = boost::urls::parse_origin_form(request.target);
  if (!target) return read;
  read.cookie = cookie_of(net::header_of(request.headers, "Cookie"));
  const std::string path = target->path();
  for (const auto parameter : target->params()) {
    if (parameter.key == "secret") read.secret = parameter.value;
    if (parameter.key == "period") read.period = parameter.value;
    if (parameter.key == "lang") read.language = parameter.value;
  }
  using What = OfficeRequest::What;
  if (path == "/") read.what = What::page;
  if (path == "/office.css") read.what = What::style;
  if (path == "/office.js") read.what = What::script;
  if (path == "/open") read.what = What::open;
  if (path == "/api/completeness" || path == "/api/indicators" || path == "/api/words") {
    read.what = What::figures;
    read.kind = path.substr(5);
  }
  return read;
}

net::HttpResponse page_answer(OfficeRequest::What what) {
  switch (what) {
    case OfficeRequest::What::style: return answer(200, "text/css; charset=utf-8", embedded_page("office.css"));
    case OfficeRequest::What::script:
      return answer(200, "text/javascript; charset=utf-8", embedded_page("office.js"));
    default: return answer(200, "text/html; charset=utf-8", embedded_page("office.html"));
  }
}

net::HttpResponse json_answer(unsigned status, std::string body) {
  return answer(status, "application/json; charset=utf-8", std::move(body));
}

net::HttpResponse opened_answer(const std::string& cookie) {
  auto response = answer(303, "text/plain; charset=utf-8", "");
  response.headers.emplace_back("Location", "/");
  response.headers.emplace_back(
      "Set-Cookie", std::string(cookie_name) + "=" + cookie + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  return response;
}

net::HttpResponse denied_answer() { return json_answer(403, R"({"error":{"code":"page.denied"}})"); }

net::HttpResponse missing_answer() { return json_answer(404, R"({"error":{"code":"page.missing"}})"); }

}  // namespace mektep::server
