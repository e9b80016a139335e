#pragma once
// After each commit: which sessions are concerned, and a word to each. It carries no data: a session
// that is told reads the log after its own cursor, so a lost or doubled word is harmless.
// Any thread. Subscribers are called on the thread that reports the commit and only note the scopes.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "shared/base/ids.h"

namespace mektep::server {

class Feed {
 public:
  using Hear = std::function<void(const std::vector<ScopeNumber>&)>;

  // Ends with the subscription's destruction; after that `hear` is not called again.
  // A subscription must not be destroyed from inside its own `hear`.
  class Subscription {
   public:
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    friend class Feed;
    Subscription(Feed& feed, std::uint64_t number) : feed_(feed), number_(number) {}
    Feed& feed_;
    std::uint64_t number_;
  };

  // The feed outlives the subscription.
  std::unique_ptr<Subscription> subscribe(const std::vector<ScopeNumber>& scopes, Hear hear);
  // A commit grew these scopes. Each subscriber hears once, of its own scopes only.
  void moved(const std::vector<ScopeNumber>& scopes);
  // The scopes that somebody follows now.
  std::vector<ScopeNumber> followed() const;

 private:
  struct Subscriber {
    std::vector<ScopeNumber> scopes;
    Hear hear;
  };
  void end(std::uint64_t number);

  mutable std::mutex mutex_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, Subscriber> subscribers_;
  std::map<ScopeNumber, std::set<std::uint64_t>> by_scope_;  // an inverted index: a commit concerns few
};

}  // namespace mektep::server
