#pragma once
// A server's store in memory: for tests and the simulator, where only the rules matter. What was committed
// is gone with the object.

#include <mutex>
#include <set>

#include "server/store/memory/memory_state.h"
#include "server/store/store.h"

namespace mektep::server {

class MemoryStore final : public Store {
 public:
  // `servers`: device ids whose packs are the server's own.
  MemoryStore(Epoch epoch, std::set<DeviceId> servers);

  Result<std::unique_ptr<Reader>> reader() override;
  Result<std::unique_ptr<Work>> begin() override;
  Status use(const Schema& schema) override;
  const Schema& schema() const override { return schema_; }

 private:
  friend class MemoryWork;
  std::shared_ptr<const MemoryState> current() const;
  void replace(std::shared_ptr<const MemoryState> state);

  std::set<DeviceId> servers_;
  Schema schema_;
  mutable std::mutex mutex_;
  std::shared_ptr<const MemoryState> state_;
};

}  // namespace mektep::server
