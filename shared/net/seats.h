#pragma once
// How many strangers may sit down: connections in all, of one address, and of nobody known yet.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "shared/base/limits.h"

namespace mektep::net {

struct SeatLimits {
  std::size_t total = limits::connections_max;
  std::size_t per_address = limits::connections_per_address_max;
  std::size_t unauthenticated = limits::connections_unauthenticated_max;
};

// Any thread.
class Seats {
 public:
  // One connection's place, given back by its end.
  class Seat {
   public:
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    // The peer is known now; its place among the unknown is free.
    void authenticated();

   private:
    friend class Seats;
    struct Room;
    Seat(std::shared_ptr<Room> room, std::string address);
    std::shared_ptr<Room> room_;
    std::string address_;
    bool known_ = false;
  };

  explicit Seats(SeatLimits limits);
  // Nothing when a limit is reached. `address` is what counts as one neighbour (see neighbour_of).
  std::unique_ptr<Seat> take(const std::string& address);
  std::size_t taken() const;

 private:
  std::shared_ptr<Seat::Room> room_;
};

}  // namespace mektep::net
