#pragma once
// Packs opened lately, by chain head: what is pending is looked at again whenever the base moves, and a chain
// head names the same content for ever. Owner: Ground. Thread: one at a time.

#include <list>
#include <map>
#include <memory>

#include "shared/base/result.h"
#include "shared/crypto/keys.h"
#include "shared/model/change.h"

namespace mektep::client {

using OpenedContent = std::shared_ptr<const PackContent>;

class PackShelf {
 public:
  // `bytes` is asked for only when the pack is not here. Fails as open_pack does.
  template <class BytesOf>
  Result<OpenedContent> open(const ChainHead& head, BytesOf bytes) {
    if (const auto found = find(head)) return found;
    return take(bytes());
  }
  OpenedContent find(const ChainHead& head);
  Result<OpenedContent> take(BytesView bytes);
  OpenedContent keep(PackContent content);

 private:
  struct Place {
    OpenedContent content;
    std::list<ChainHead>::iterator age;
  };
  std::map<ChainHead, Place> places_;
  std::list<ChainHead> ages_;  // the one used last in front
};

}  // namespace mektep::client
