#pragma once
// The ground of a replica in memory, without a server: for tests of the parts that stand on it.

#include <gtest/gtest.h>

#include "client/replica/drafts.h"
#include "client/replica/ground.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"

namespace mektep::client::test {

class OpenGround {
 public:
  OpenGround() : drafts(open()) {}

  Ground& open() {
    ground_.reset();
    ReplicaOptions options;
    options.directory = directory_.path();
    options.in_memory = true;
    auto opened = Ground::open({clock, random_, files_, log_}, std::move(options));
    if (!opened) throw std::runtime_error(describe(opened.error()));
    ground_ = std::move(*opened);
    return *ground_;
  }
  Ground& operator*() { return *ground_; }
  Ground* operator->() { return ground_.get(); }

  // A turn that has to be had.
  Turn turn() {
    auto begun = ground_->begin();
    if (!begun) throw std::runtime_error(describe(begun.error()));
    return std::move(*begun);
  }

  mektep::test::ManualClock clock;

 private:
  mektep::test::TempDirectory directory_;
  mektep::test::SeededRandom random_;
  SystemFiles files_;
  NoLog log_;
  std::unique_ptr<Ground> ground_;

 public:
  Drafts drafts;
};

inline Op text_op(const RecordKey& record, std::uint16_t field, std::string text,
                  std::vector<Version> supersedes = {}) {
  Op op;
  op.record = record;
  op.cell = {FieldNumber{field}, {}};
  op.value = std::move(text);
  op.supersedes = std::move(supersedes);
  return op;
}

inline Version version(std::uint64_t stream, std::uint32_t sequence) {
  return {StreamId{stream}, Sequence{sequence}};
}

}  // namespace mektep::client::test
