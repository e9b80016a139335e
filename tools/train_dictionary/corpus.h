#pragma once
// Pack bodies as schools would fill them, made of the phrases of one file: what a dictionary learns from.

#include <map>
#include <string>
#include <vector>

#include "shared/base/random.h"
#include "shared/codec/canonical.h"

namespace mektep {

class Corpus {
 public:
  // `phrases`: lines of kind, language and text.
  Corpus(const std::string& phrases, Random& random);
  // The body of one pack, as pack/body.h lays it out.
  Bytes body();

 private:
  enum class Sort { typed_in, session, edits, roll_call };

  const std::string& pick(const std::string& kind);
  std::string words(std::size_t count);
  std::string prose();
  RecordId draw_id();
  Date date();

  Change created();
  Change edited();
  Change roll_call();
  Change observed();
  Change change(std::vector<Op> ops);

  Random& random_;
  std::map<std::string, std::vector<std::string>> phrases_;
  PackFrame frame_;
  std::vector<RecordId> people_;
  std::vector<RecordKey> records_;
  std::uint32_t seconds_ = 0;
  std::uint32_t sequence_ = 0;
  std::string language_;
};

}  // namespace mektep
