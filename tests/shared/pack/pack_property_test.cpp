#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/pack/envelope.h"
#include "tests/shared/codec/random_model.h"
#include "tests/shared/pack/pack_builder.h"

namespace mektep {
namespace {

// A pack of any changes; names reach back before the pack, so that every change may have them.
PackContent random_content(test::PackBuilder& builder) {
  const bool begins = test::random_below(4) == 0;
  PackContent content = builder.content(begins ? 1 : test::sample_sequence.value, 0);
  const int count = 1 + test::random_below(6);
  for (int at = 0; at < count; ++at) {
    content.changes.push_back(begins ? test::PackBuilder::change(static_cast<std::uint32_t>(at) + 1)
                                     : test::random_change());
  }
  if (begins) return content;
  for (const Version& version : test::random_versions(6, test::frame_version)) {
    content.named[version] = Token{test::random_number() % 3};
  }
  content.scope = ScopeNumber{static_cast<std::uint32_t>(test::random_number())};
  content.base_position = Position{test::random_number()};
  content.schema = static_cast<std::uint32_t>(test::random_number());
  return content;
}

RC_GTEST_PROP(PackProperty, PacksSurviveAndVerify, ()) {
  test::PackBuilder builder(test::random_number());
  PackContent content = random_content(builder);
  const Bytes bytes = builder.seal(content);
  const auto opened = open_pack(bytes);
  RC_ASSERT(opened.ok());
  RC_ASSERT(opened->content == content);
  RC_ASSERT(verify_seal(*opened, builder.key().public_key()));
}

RC_GTEST_PROP(PackProperty, TravellingWithoutPreviousChangesNothing, ()) {
  test::PackBuilder builder;
  PackContent content = random_content(builder);
  const Bytes bytes = builder.seal(content);
  RC_ASSERT(with_previous(without_previous(bytes), content.previous).value() == bytes);
}

// Another spelling of what is compressed is the same pack; nothing else may differ and still verify.
RC_GTEST_PROP(PackProperty, AnyFlippedByteFailsToOpenOrToVerify, ()) {
  test::PackBuilder builder;
  PackContent content = random_content(builder);
  Bytes bytes = builder.seal(content);
  const auto packed_size = read_envelope(bytes)->packed.size();
  const auto place = static_cast<std::size_t>(test::random_below(static_cast<int>(bytes.size())));
  const auto flip = static_cast<std::uint8_t>(1 + test::random_below(255));
  bytes[place] ^= flip;
  const auto opened = open_pack(bytes);
  const bool verified = opened.ok() && verify_seal(*opened, builder.key().public_key());
  if (place < bytes.size() - packed_size) {
    RC_ASSERT(!verified);
  } else if (verified) {
    RC_ASSERT(opened->content == content);
  }
}

RC_GTEST_PROP(PackProperty, ErasingAnyChangesKeepsTheSealAndTheOthers, ()) {
  test::PackBuilder builder;
  PackContent content = random_content(builder);
  Bytes bytes = builder.seal(content);
  for (std::size_t at = 0; at < content.changes.size(); ++at) {
    if (test::random_below(2) == 0) continue;
    bytes = erase_change(bytes, content.version_at(at).sequence).value();
    content.changes[at] = Change{};
  }
  const auto opened = open_pack(bytes);
  RC_ASSERT(opened.ok());
  RC_ASSERT(opened->content == content);
  RC_ASSERT(verify_seal(*opened, builder.key().public_key()));
}

RC_GTEST_PROP(PackProperty, EnvelopesHaveOneSpelling, ()) {
  test::PackBuilder builder;
  PackContent content = random_content(builder);
  Bytes bytes = builder.seal(content);
  if (test::random_below(2) == 0) bytes = erase_change(bytes, content.first).value();
  bytes[static_cast<std::size_t>(test::random_below(static_cast<int>(bytes.size())))] ^=
      static_cast<std::uint8_t>(test::random_below(256));
  const auto envelope = read_envelope(bytes);
  if (!envelope) return;
  RC_ASSERT(encode_envelope(*envelope) == bytes);
  const Bytes header = encode_header(envelope->header);
  RC_ASSERT(
      std::equal(header.begin(), header.end(), envelope->header_bytes.begin(), envelope->header_bytes.end()));
}

RC_GTEST_PROP(PackProperty, SizesOfChangesAreNotUnderestimated, ()) {
  const Change change = test::random_change();
  const std::size_t size = encode_change(change, test::sample_frame(), test::sample_sequence).size();
  RC_ASSERT(body_bytes_of(change) >= size + 3);
}

}  // namespace
}  // namespace mektep
