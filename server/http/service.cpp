#include "server/http/service.h"

#include <utility>

#include "server/http/newcomer.h"
#include "server/store/page_tokens.h"
#include "shared/net/drive.h"

namespace mektep::server {
namespace {

constexpr unsigned status_forbidden = 403;
constexpr unsigned status_unavailable = 503;

net::Refuse refuse(const Refusal& refusal) {
  net::Refuse answer;
  answer.status = refusal.retry_after_s > 0 ? status_unavailable : status_forbidden;
  answer.refusal = encode(refusal);
  answer.retry_after = std::chrono::seconds(refusal.retry_after_s);
  return answer;
}

// Starts a machine on the connection once the 101 is out.
net::Welcome welcome_with(const Welcome& welcome, std::shared_ptr<net::Machine> machine, const Clock& clock) {
  net::Welcome answer;
  answer.welcome = encode(welcome);
  answer.start = [machine = std::move(machine), &clock](std::shared_ptr<net::Transport> transport) {
    net::drive(std::move(transport), machine, clock, [](const net::DriveEnd&) {});
  };
  return answer;
}

}  // namespace

Service::Service(ServiceParts parts) : parts_(std::move(parts)) {}

void Service::on_upgrade(net::UpgradeRequest request, std::function<void(net::UpgradeAnswer)> answer) {
  // Before anything is looked up: a crowd costs its handshakes and no more.
  if (const std::uint32_t wait = parts_.gate.enter(); wait > 0) return answer(refuse({"session.busy", wait}));
  parts_.conversation.reading_room.ask([this, request = std::move(request),
                                        answer = std::move(answer)](const Reader& reader) {
    const WallTime now = parts_.conversation.clock.wall();
    ReaderLookup lookup(reader, parts_.schema_version, now);
    auto greeting = greet(request.hello, request.peer.binding, lookup, now);
    if (const auto* refusal = std::get_if<Refusal>(&greeting)) {
      parts_.log.line("session.refused", {{"code", refusal->code}});
      answer(refuse(*refusal));
    } else if (const auto* asked = std::get_if<EnrolmentAsked>(&greeting)) {
      enrol(*asked, answer);
    } else {
      answer(start(std::move(std::get<Greeted>(greeting))));
    }
  });
}

net::UpgradeAnswer Service::start(Greeted greeted) {
  const auto conversation = std::make_shared<Conversation>(parts_.conversation, std::move(greeted.start));
  return welcome_with(greeted.welcome, conversation, parts_.conversation.clock);
}

void Service::enrol(const EnrolmentAsked& asked, std::function<void(net::UpgradeAnswer)> answer) {
  const bool queued = parts_.conversation.writer.perform([this, asked, answer](const ServerParts& server) {
    auto enrolled = redeem(server, newcomer_of(asked.hello));
    if (!enrolled) {
      parts_.log.line("enrol.refused", {{"code", enrolled.error().code}});
      answer(refuse(Refusal{enrolled.error().code, 0}));
      return;
    }
    parts_.log.line("enrol.done", {{"device", std::to_string(enrolled->device.number)}});
    const auto machine = std::make_shared<NewcomerSession>(enrolled_message(*enrolled, server, asked.welcome.epoch));
    answer(welcome_with(asked.welcome, machine, parts_.conversation.clock));
  });
  if (!queued) answer(refuse(Refusal{"session.busy", 30}));
}

void Service::on_request(net::HttpRequest request, const net::Peer&, std::function<void(net::HttpResponse)> answer) {
  const OfficeRequest asked = read_office_request(request);
  using What = OfficeRequest::What;
  if (asked.what == What::unknown) return answer(missing_answer());
  if (asked.what == What::open) return open_page(asked, std::move(answer));
  // The page's skeleton is no secret, but a stranger is told so at once rather than by an empty table.
  if (!parts_.sessions.is_open(asked.cookie)) return answer(denied_answer());
  if (asked.what != What::figures) return answer(page_answer(asked.what));
  parts_.conversation.reading_room.ask([this, asked, answer = std::move(answer)](const Reader& reader) {
    const auto body = parts_.figures.answer(reader, asked);
    answer(body ? json_answer(200, *body) : missing_answer());
  });
}

void Service::open_page(const OfficeRequest& request, std::function<void(net::HttpResponse)> answer) {
  const auto bytes = from_base64url(request.secret);
  const auto secret = bytes ? fixed_from<16>(*bytes) : std::nullopt;
  if (!secret) return answer(denied_answer());
  const bool queued = parts_.conversation.writer.perform([this, secret = *secret, answer](const ServerParts& server) {
    const auto taken = take_page_token(server, secret);
    const bool opened = taken && *taken;
    parts_.log.line(opened ? "page.opened" : "page.denied");
    answer(opened ? opened_answer(parts_.sessions.open()) : denied_answer());
  });
  if (!queued) answer(denied_answer());
}

}  // namespace mektep::server
