#include "server/store/memory/memory_store.h"

#include "server/store/memory/memory_work.h"

namespace mektep::server {

MemoryStore::MemoryStore(Epoch epoch, std::set<DeviceId> servers) : servers_(std::move(servers)) {
  MemoryState state;
  state.epoch = epoch;
  state_ = std::make_shared<const MemoryState>(std::move(state));
}

Result<std::unique_ptr<Reader>> MemoryStore::reader() {
  return std::unique_ptr<Reader>(std::make_unique<MemoryReader>([this] { return current(); }));
}

Result<std::unique_ptr<Work>> MemoryStore::begin() {
  return std::unique_ptr<Work>(std::make_unique<MemoryWork>(*this));
}

Status MemoryStore::use(const Schema& schema) {
  schema_ = schema;
  return done;
}

std::shared_ptr<const MemoryState> MemoryStore::current() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void MemoryStore::replace(std::shared_ptr<const MemoryState> state) {
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
}

}  // namespace mektep::server
