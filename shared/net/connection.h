#pragma once
// One accepted connection of the listener: the handshake, then requests one after the other until one of
// them is an upgrade that the service welcomes. For the files of this room.

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "shared/net/listener.h"
#include "shared/net/seats.h"
#include "shared/net/task_group.h"

namespace mektep::net {

// What all connections of a listener share; outlives them.
struct ConnectionSetting {
  ListenerOptions options;
  std::shared_ptr<const TlsContext> context;
  Service& service;
  Log& log;
};

// Runs on the strand of `socket` until the connection ends or a transport took it over; in both cases the
// seat and the place in `group` are given back with the last reference to the stream.
void serve_connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<const ConnectionSetting> setting,
                      std::unique_ptr<Seats::Seat> seat, TaskGroup& group);

}  // namespace mektep::net
