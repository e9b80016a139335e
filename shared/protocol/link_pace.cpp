#include "shared/protocol/link_pace.h"

#include <algorithm>

namespace mektep {
namespace {

using namespace std::chrono_literals;

// Half a second: a person's patience, and what one cut may cost.
constexpr std::uint64_t messages_per_second = 2;
// A greeting that was back so soon came over a wire or good radio; a slower one over anything.
constexpr Monotonic good_round_trip = 100ms;
// How many measurements back the largest is looked for: a few windows, so a link that got slow is noticed.
constexpr std::size_t samples_kept = 16;
// The first measurements of a link that was idle are too low: the way itself is in them.
constexpr std::size_t known_for_measurements = 4;
// What is told apart of all that is under way; what is sent beyond it is measured with the last of them.
constexpr std::size_t messages_kept = 256;
// Of a window in bytes; beyond it a fast link on a long way would let a receipt cover megabytes.
constexpr std::uint64_t window_bytes_max = 1024 * 1024;

std::uint64_t in_a_second(std::uint64_t bytes, Monotonic time) {
  return bytes * 1000 / static_cast<std::uint64_t>(std::max(time, Monotonic{1}).count());
}

}  // namespace

void LinkPace::greeted_after(Monotonic round_trip) {
  if (!round_trip_) round_trip_ = round_trip;
}

void LinkPace::sent(std::size_t bytes, Monotonic now) {
  // After a rest the link's time starts with this message, not with what was acknowledged long ago.
  const Monotonic since = under_way() == 0 ? now : acknowledged_at_;
  sent_ += bytes;
  if (messages_.size() == messages_kept) {
    messages_.back().end = sent_;
    return;
  }
  messages_.push_back({sent_, acknowledged_, since, now});
}

void LinkPace::acknowledged(std::size_t bytes, Monotonic now) {
  acknowledged_ = std::min<std::uint64_t>(sent_, acknowledged_ + bytes);
  acknowledged_at_ = now;
  // Of what came together the last tells most.
  std::optional<Message> last;
  while (!messages_.empty() && messages_.front().end <= acknowledged_) {
    last = messages_.front();
    messages_.pop_front();
  }
  if (last) measure(*last, now);
}

void LinkPace::measure(const Message& message, Monotonic now) {
  const Monotonic trip = now - message.sent_at;
  if (!round_trip_ || trip < *round_trip_) round_trip_ = std::max(trip, Monotonic{1});
  samples_.push_back(in_a_second(acknowledged_ - message.acknowledged, now - message.since));
  if (samples_.size() > samples_kept) samples_.pop_front();
  measured_ = std::max<std::uint64_t>(1, *std::max_element(samples_.begin(), samples_.end()));
  if (++measurements_ >= known_for_measurements) known_ = 0;
}

void LinkPace::forgotten(std::size_t bytes) {
  acknowledged_ = std::min<std::uint64_t>(sent_, acknowledged_ + bytes);
  while (!messages_.empty() && messages_.front().end <= acknowledged_) messages_.pop_front();
}

std::size_t LinkPace::message_bytes(const MessageBounds& bounds) const {
  const std::uint64_t rate = bytes_per_second();
  if (rate != 0) return std::clamp<std::size_t>(rate / messages_per_second, bounds.least, bounds.most);
  const bool good = round_trip_ && *round_trip_ <= good_round_trip;
  return good ? bounds.most : bounds.least;
}

std::size_t LinkPace::window_bytes(const MessageBounds& bounds) const {
  const std::size_t two = 2 * message_bytes(bounds);
  const std::uint64_t rate = bytes_per_second();
  if (rate == 0) return two;
  const auto trip = static_cast<std::uint64_t>(round_trip_.value_or(Monotonic{0}).count());
  const std::uint64_t wanted = rate * trip / 1000 + rate / messages_per_second;
  return std::max(two, static_cast<std::size_t>(std::min(wanted, window_bytes_max)));
}

bool LinkPace::has_room(std::size_t bytes, const MessageBounds& bounds) const {
  return under_way() == 0 || under_way() + bytes <= window_bytes(bounds);
}

}  // namespace mektep
