#pragma once
// What a greeting asks of the store, answered by a Reader; and who is granted what.

#include "server/session/greeting.h"
#include "server/store/store.h"

namespace mektep::server {

// Of the device's own streams in its own scopes: what the log has of them, with the receipt for it.
std::vector<SessionStart::KnownHead> known_heads(const Reader& reader, const Device& device,
                                                 const std::vector<OwnStream>& streams, WallTime now);

// What the device may follow and write, with the labels of the scopes.
std::vector<Grant> granted(const Reader& reader, const Device& device);

// Valid during one read. `schema_version` is the one being served.
class ReaderLookup final : public GreetingLookup {
 public:
  ReaderLookup(const Reader& reader, std::uint32_t schema_version, WallTime now)
      : reader_(reader), schema_version_(schema_version), now_(now) {}

  std::optional<Device> device(DeviceId id) override;
  std::vector<Grant> grants(const Device& device) override;
  std::uint32_t schema_version() override { return schema_version_; }
  Epoch epoch() override { return reader_.epoch(); }
  std::vector<SessionStart::KnownHead> known(const Device& device, const std::vector<OwnStream>& streams) override;

 private:
  const Reader& reader_;
  std::uint32_t schema_version_;
  WallTime now_;
};

}  // namespace mektep::server
