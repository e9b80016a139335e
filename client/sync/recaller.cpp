#include "client/sync/recaller.h"

#include <utility>

namespace mektep::client {

std::optional<Message> Recaller::next() {
  if (!wished_) return std::nullopt;
  const RecordName name = *std::exchange(wished_, std::nullopt);
  const Position start = replica_.log_start(name.scope);
  if (start.value == 0) {
    progress_.recalled_all = true;
    return std::nullopt;
  }
  asked_ = name;
  return Recall{name.scope, name.key.type, name.key.id, Position{start.value + 1}};
}

Status Recaller::take(const Recalled& recalled) {
  if (!asked_ || recalled.scope != asked_->scope) return done;
  if (recalled.pack.empty()) {
    asked_.reset();
    progress_.recalled_all = true;
    return done;
  }
  if (auto authentic = replica_.check_recalled(recalled); !authentic) return authentic;
  progress_.recalled.push_back(recalled);
  return done;
}

}  // namespace mektep::client
