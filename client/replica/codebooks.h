#pragma once
// Whether a code is in its codebook: the `codebook` records of scope `network`. Owner: Replica.

#include "client/replica/ground.h"
#include "client/replica/value_check.h"

namespace mektep::client {

class Codebooks {
 public:
  explicit Codebooks(Ground& ground) : ground_(ground) {}
  // `no_codebook` while no entry of the book has arrived: then nobody can judge.
  CodeVerdict verdict(const std::string& book, const std::string& code);

 private:
  Ground& ground_;
};

}  // namespace mektep::client
