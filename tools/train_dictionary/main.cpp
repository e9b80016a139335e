// train_dictionary PHRASES SIZE OUT: makes a dictionary of at most SIZE bytes and says what it is worth.

#include <zdict.h>
#include <zstd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "shared/base/random.h"
#include "tools/train_dictionary/corpus.h"

namespace {

// The same phrases give the same dictionary: a linear congruential generator, its high half.
class FixedRandom final : public mektep::Random {
 public:
  explicit FixedRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      state_ = state_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
      byte = static_cast<std::uint8_t>(state_ >> 56U);
    }
  }

 private:
  std::uint64_t state_;
};

constexpr std::size_t bodies = 6000;
constexpr int level = 3;

mektep::Bytes trained(const std::string& phrases, std::size_t size) {
  FixedRandom random(1);
  mektep::Corpus corpus(phrases, random);
  mektep::Bytes samples;
  std::vector<std::size_t> sizes;
  for (std::size_t at = 0; at < bodies; ++at) {
    const mektep::Bytes body = corpus.body();
    samples.insert(samples.end(), body.begin(), body.end());
    sizes.push_back(body.size());
  }
  mektep::Bytes dictionary(size);
  const std::size_t made = ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), samples.data(),
                                                 sizes.data(), static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(made) != 0) throw std::runtime_error(ZDICT_getErrorName(made));
  dictionary.resize(made);
  return dictionary;
}

void print_worth(const std::string& phrases, const mektep::Bytes& dictionary) {
  FixedRandom random(2);
  mektep::Corpus corpus(phrases, random);
  ZSTD_CCtx* context = ZSTD_createCCtx();
  std::size_t raw = 0, with = 0, without = 0;
  for (std::size_t at = 0; at < 1000; ++at) {
    const mektep::Bytes body = corpus.body();
    mektep::Bytes out(ZSTD_compressBound(body.size()));
    raw += body.size();
    with += ZSTD_compress_usingDict(context, out.data(), out.size(), body.data(), body.size(),
                                    dictionary.data(), dictionary.size(), level);
    without += ZSTD_compressCCtx(context, out.data(), out.size(), body.data(), body.size(), level);
  }
  ZSTD_freeCCtx(context);
  std::cout << "raw " << raw << " without " << without << " with " << with << "\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  std::ostringstream phrases;
  phrases << std::ifstream(arguments[1]).rdbuf();
  const mektep::Bytes dictionary = trained(phrases.str(), std::stoul(arguments[2]));
  const std::string_view bytes = mektep::text_of(dictionary);
  std::ofstream(arguments[3], std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  print_worth(phrases.str(), dictionary);
}
