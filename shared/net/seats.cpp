#include "shared/net/seats.h"

#include <cassert>
#include <utility>

namespace mektep::net {

struct Seats::Seat::Room {
  explicit Room(SeatLimits the_limits) : limits(the_limits) {}

  const SeatLimits limits;
  std::mutex mutex;
  std::size_t total = 0;
  std::size_t unknown = 0;
  std::map<std::string, std::size_t> of_address;
};

Seats::Seat::Seat(std::shared_ptr<Room> room, std::string address)
    : room_(std::move(room)), address_(std::move(address)) {}

Seats::Seat::~Seat() {
  const std::lock_guard lock(room_->mutex);
  room_->total -= 1;
  if (!known_) room_->unknown -= 1;
  const auto neighbours = room_->of_address.find(address_);
  assert(neighbours != room_->of_address.end());
  neighbours->second -= 1;
  if (neighbours->second == 0) room_->of_address.erase(neighbours);
}

void Seats::Seat::authenticated() {
  const std::lock_guard lock(room_->mutex);
  if (known_) return;
  known_ = true;
  room_->unknown -= 1;
}

Seats::Seats(SeatLimits limits) : room_(std::make_shared<Seat::Room>(limits)) {}

std::unique_ptr<Seats::Seat> Seats::take(const std::string& address) {
  const std::lock_guard lock(room_->mutex);
  const SeatLimits& limits = room_->limits;
  if (room_->total >= limits.total || room_->unknown >= limits.unauthenticated) return nullptr;
  const auto neighbours = room_->of_address.find(address);
  const std::size_t there = neighbours == room_->of_address.end() ? 0 : neighbours->second;
  if (there >= limits.per_address) return nullptr;
  // Made before anything is counted: its destructor would give back what was never taken.
  std::unique_ptr<Seat> seat(new Seat(room_, address));
  room_->of_address[address] += 1;
  room_->total += 1;
  room_->unknown += 1;
  return seat;
}

std::size_t Seats::taken() const {
  const std::lock_guard lock(room_->mutex);
  return room_->total;
}

}  // namespace mektep::net
