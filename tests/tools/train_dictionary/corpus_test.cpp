#include "tools/train_dictionary/corpus.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/base/limits.h"
#include "shared/codec/archive.h"
#include "shared/codec/dictionary.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

std::string phrases() {
  std::ostringstream text;
  text << std::ifstream(MEKTEP_PHRASES).rdbuf();
  return text.str();
}

std::vector<Bytes> bodies(std::uint64_t seed, std::size_t count) {
  test::SeededRandom random(seed);
  Corpus corpus(phrases(), random);
  std::vector<Bytes> list;
  for (std::size_t at = 0; at < count; ++at) list.push_back(corpus.body());
  return list;
}

TEST(Corpus, OfOneSeedIsTheSame) {
  EXPECT_EQ(bodies(1, 20), bodies(1, 20));
  EXPECT_NE(bodies(1, 20), bodies(2, 20));
}

TEST(Corpus, BodiesAreChangesBehindTheirLengths) {
  for (const Bytes& body : bodies(3, 100)) {
    const auto changes = read_whole(body, [](InArchive& archive) {
      std::size_t count = 0;
      for (; archive.remaining() > 0; ++count) archive.require(!archive.bytes().empty(), "empty");
      return count;
    });
    ASSERT_TRUE(changes.ok()) << describe(changes.error());
    EXPECT_GE(*changes, 1U);
    EXPECT_LE(*changes, 20U);
    EXPECT_LE(body.size(), limits::pack_body_bytes_max);
  }
}

TEST(Corpus, HasTextOfBothLanguages) {
  std::string all;
  for (const Bytes& body : bodies(4, 60)) all += text_of(body);
  EXPECT_NE(all.find("оқушы"), std::string::npos);
  EXPECT_NE(all.find("учащи"), std::string::npos);
  EXPECT_NE(all.find("seminar"), std::string::npos);
}

TEST(Corpus, ShrinksWithTheDictionaryThatWasLearntFromIt) {
  std::size_t raw = 0;
  std::size_t packed = 0;
  for (const Bytes& body : bodies(5, 100)) {
    raw += body.size();
    packed += pack(body).bytes.size();
  }
  EXPECT_LT(packed * 3, raw);
}

}  // namespace
}  // namespace mektep
