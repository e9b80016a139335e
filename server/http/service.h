#pragma once
// The program behind the listener: greets devices and starts their conversations, enrols newcomers,
// serves the office's page. Calls come from many strands; all it shares is made for that.

#include <functional>
#include <memory>
#include <string>

#include "server/http/conversation.h"
#include "server/http/gate.h"
#include "server/http/page_figures.h"
#include "server/store/enrolment.h"
#include "shared/net/listener.h"

namespace mektep::server {

struct ServiceParts {
  ConversationParts conversation;
  Gate& gate;
  PageSessions& sessions;
  PageFigures& figures;  // asked on the reading thread
  std::uint32_t schema_version = 0;
  Log& log;
};

class Service final : public net::Service {
 public:
  // What `parts` refers to outlives the service and its conversations.
  explicit Service(ServiceParts parts);

  void on_request(net::HttpRequest request, const net::Peer& peer,
                  std::function<void(net::HttpResponse)> answer) override;
  void on_upgrade(net::UpgradeRequest request, std::function<void(net::UpgradeAnswer)> answer) override;

 private:
  void open_page(const OfficeRequest& request, std::function<void(net::HttpResponse)> answer);
  void enrol(const EnrolmentAsked& asked, std::function<void(net::UpgradeAnswer)> answer);
  net::UpgradeAnswer start(Greeted greeted);

  ServiceParts parts_;
};

}  // namespace mektep::server
