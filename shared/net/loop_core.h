#pragma once
// The event loop as Asio knows it: for the files of this room and for tools that are made of sockets.

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "shared/net/loop.h"

namespace mektep::net {

namespace asio = boost::asio;

struct Loop::Core {
  asio::io_context context;
  // Keeps run() waiting for events that other threads will post.
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
};

}  // namespace mektep::net
