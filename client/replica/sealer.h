#pragma once
// Drafts to packs of one stream: squashed, given their versions, names checked against the log once more,
// split and sealed. Touches no table. Owner: a transaction's scope.

#include "client/replica/drafts.h"

namespace mektep::client {

// Where a stream of this device stands.
struct StreamPlace {
  StreamId stream;
  Sequence sequence;
  ChainHead head{};
};

struct SealedPack {
  PackContent content;
  Bytes bytes;
};

class Sealer {
 public:
  // All borrowed. `place`: what is sealed follows it. `pack_bytes`: what a pack aims at once compressed.
  Sealer(Ground& ground, const ScopeLedger& ledger, const SigningKey& key, StreamPlace place,
         std::size_t pack_bytes);

  // Fails as seal_pack does; nothing was used up then.
  Status seal(std::vector<Draft> drafts);

  const std::vector<SealedPack>& packs() const { return packs_; }
  const StreamPlace& place() const { return place_; }
  // What a draft is called now; empty when it was squashed away.
  std::optional<CurrentName> name_of(DraftNumber number) const;

 private:
  // The body that a pack of the wanted size should have, after one of so much body was sealed.
  void aim(std::size_t body_bytes);
  Change change_of(const Draft& draft, std::vector<Version>& named) const;
  std::vector<Version> sealed_names(const std::vector<Version>& names, const Draft& draft,
                                    std::vector<Version>& named) const;
  Status seal_pack_of(std::vector<Change> changes, const std::map<Version, Token>& tokens);
  std::optional<Token> needed_token(const Version& name, const std::map<Version, Token>& basis) const;
  std::optional<Token> token_sealed_here(const Version& name) const;

  Ground& ground_;
  const ScopeLedger& ledger_;
  const SigningKey& key_;
  StreamPlace place_;
  std::size_t pack_bytes_;
  std::size_t body_bytes_target_;  // learned from pack to pack
  std::map<Version, Version> versions_;  // of drafts
  std::vector<SealedPack> packs_;
};

}  // namespace mektep::client
