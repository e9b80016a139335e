#pragma once
// mektep-link as a process, steered over its control port.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "tests/integration/town.h"

namespace mektep::test {

class BadLink {
 public:
  BadLink(std::uint16_t server, const Words& options) {
    Words words{program_file("mektep-link"), "--to", "127.0.0.1:" + std::to_string(server)};
    words.insert(words.end(), options.begin(), options.end());
    process_ = std::make_unique<Process>(words);
    const auto ready = json::parse(process_->first_line(std::chrono::seconds(10))).as_object();
    port_ = ready.at("listen").to_number<std::uint16_t>();
    control_ = ready.at("control").to_number<std::uint16_t>();
  }

  std::uint16_t port() const { return port_; }

  // Waits until it is done; what it answered.
  std::string say(const std::string& order) const {
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), control_});
    boost::asio::write(socket, boost::asio::buffer(order + "\n"));
    std::string answer;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), '\n');
    return answer;
  }

 private:
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
  std::uint16_t control_ = 0;
};

}  // namespace mektep::test
