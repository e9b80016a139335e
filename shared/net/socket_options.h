#pragma once
// What both ends set on a connection's socket. For the files of this room.

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <boost/asio/ip/tcp.hpp>

#include "shared/base/limits.h"

namespace mektep::net {

// Small messages leave at once; and the kernel takes little more than what is on its way, so that what is
// urgent does not wait behind a bulk handed over before it, and a cut loses little.
inline void prepare(boost::asio::ip::tcp::socket& socket) {
  using unsent = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  boost::system::error_code ignored;
  socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(unsent(static_cast<int>(limits::socket_unsent_bytes_max)), ignored);
}

}  // namespace mektep::net
