#include "client/replica/pack_shelf.h"

#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::client {

OpenedContent PackShelf::find(const ChainHead& head) {
  const auto found = places_.find(head);
  if (found == places_.end()) return nullptr;
  ages_.splice(ages_.begin(), ages_, found->second.age);
  return found->second.content;
}

Result<OpenedContent> PackShelf::take(BytesView bytes) {
  auto opened = open_pack(bytes);
  if (!opened) return opened.error();
  return keep(std::move(opened->content));
}

OpenedContent PackShelf::keep(PackContent content) {
  if (auto known = find(content.head)) return known;
  auto kept = std::make_shared<const PackContent>(std::move(content));
  ages_.push_front(kept->head);
  places_.emplace(kept->head, Place{kept, ages_.begin()});
  if (places_.size() > limits::opened_packs_max) {
    places_.erase(ages_.back());
    ages_.pop_back();
  }
  return kept;
}

}  // namespace mektep::client
