#include "shared/crypto/certificate.h"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

SigningKey drawn(std::uint64_t seed) {
  test::SeededRandom random(seed);
  return SigningKey::draw(random);
}

ServerCertificate server_sample(const SigningKey& network) {
  test::SeededRandom random(50);
  ServerCertificate certificate;
  certificate.network = network.public_key();
  certificate.server = drawn(2).public_key();
  certificate.receipts = drawn(3).public_key();
  certificate.box = BoxKey::draw(random).public_key();
  sign(certificate, network);
  return certificate;
}

DeviceCertificate device_sample(const SigningKey& server) {
  test::SeededRandom random(51);
  DeviceCertificate certificate;
  certificate.network = drawn(1).public_key();
  certificate.signing = drawn(4).public_key();
  certificate.box = BoxKey::draw(random).public_key();
  certificate.tls_key_hash.fill(0x5a);
  certificate.number = 1412;
  certificate.issued_ms = 1'613'304'000'000;
  sign(certificate, server);
  return certificate;
}

TEST(ServerCertificate, SurvivesItsBytes) {
  const ServerCertificate certificate = server_sample(drawn(1));
  const auto again = decode_server_certificate(encode(certificate));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, certificate);
  EXPECT_TRUE(verify(*again));
}

TEST(ServerCertificate, SignedByAnotherThanItsNetworkIsNotVerified) {
  ServerCertificate certificate = server_sample(drawn(1));
  sign(certificate, drawn(9));
  EXPECT_FALSE(verify(certificate));
}

TEST(ServerCertificate, EveryFlippedByteIsNoticed) {
  const Bytes bytes = encode(server_sample(drawn(1)));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes flipped = bytes;
    flipped[at] ^= 0x10;
    const auto certificate = decode_server_certificate(flipped);
    EXPECT_FALSE(certificate.ok() && verify(*certificate)) << at;
  }
}

TEST(ServerCertificate, OfAnotherSizeIsRefused) {
  Bytes bytes = encode(server_sample(drawn(1)));
  bytes.push_back(0);
  for (const BytesView wrong : {BytesView(bytes), BytesView(bytes).first(192), BytesView()}) {
    const auto certificate = decode_server_certificate(wrong);
    ASSERT_FALSE(certificate.ok());
    EXPECT_EQ(describe(certificate.error()), "certificate.malformed what=size");
  }
}

TEST(ServerCertificate, WithAKeyOfSmallOrderIsRefused) {
  ServerCertificate certificate = server_sample(drawn(1));
  certificate.receipts = {};
  const auto decoded = decode_server_certificate(encode(certificate));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().argument("what"), "key");
}

TEST(DeviceCertificate, SurvivesItsBytes) {
  const SigningKey server = drawn(2);
  const DeviceCertificate certificate = device_sample(server);
  const auto again = decode_device_certificate(encode(certificate));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, certificate);
  EXPECT_TRUE(verify(*again, server.public_key()));
}

TEST(DeviceCertificate, OfAnotherServerIsNotVerified) {
  const DeviceCertificate certificate = device_sample(drawn(2));
  EXPECT_FALSE(verify(certificate, drawn(3).public_key()));
}

TEST(DeviceCertificate, EveryFlippedByteIsNoticed) {
  const SigningKey server = drawn(2);
  const Bytes bytes = encode(device_sample(server));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes flipped = bytes;
    flipped[at] ^= 0x01;
    const auto certificate = decode_device_certificate(flipped);
    EXPECT_FALSE(certificate.ok() && verify(*certificate, server.public_key())) << at;
  }
}

TEST(DeviceCertificate, OfAnotherFormatIsRefused) {
  Bytes bytes = encode(device_sample(drawn(2)));
  bytes[0] = 2;
  const auto certificate = decode_device_certificate(bytes);
  ASSERT_FALSE(certificate.ok());
  EXPECT_EQ(describe(certificate.error()), "certificate.malformed what=format");
}

TEST(DeviceCertificate, OfEverySizeButItsOwnIsRefused) {
  const Bytes whole = encode(device_sample(drawn(2)));
  ASSERT_EQ(whole.size(), 205U);
  for (std::size_t size = 0; size <= 210; ++size) {
    Bytes other = whole;
    other.resize(size);
    EXPECT_EQ(decode_device_certificate(other).ok(), size == 205U) << size;
  }
}

TEST(DeviceCertificate, AServersCertificateIsNone) {
  const Bytes server = encode(server_sample(drawn(1)));
  EXPECT_FALSE(decode_device_certificate(server).ok());
  Bytes padded = server;
  padded.resize(205);
  const auto certificate = decode_device_certificate(padded);
  EXPECT_FALSE(certificate.ok() && verify(*certificate, drawn(1).public_key()));
}

// The network's key signs the server's keys and nothing else.
TEST(DeviceCertificate, SignedByTheNetworksKeyIsOfNoServer) {
  const SigningKey network = drawn(1);
  const DeviceCertificate certificate = device_sample(network);
  EXPECT_FALSE(verify(certificate, drawn(2).public_key()));
}

TEST(DeviceCertificate, ASignatureForTheServersKeysDoesNotServe) {
  const SigningKey key = drawn(2);
  DeviceCertificate certificate = device_sample(key);
  const Bytes bytes = encode(certificate);
  certificate.signature = key.sign(context::server, BytesView(bytes).first(bytes.size() - 64));
  EXPECT_FALSE(verify(certificate, key.public_key()));
  certificate.signature = key.sign(context::certificate, BytesView(bytes).first(bytes.size() - 64));
  EXPECT_TRUE(verify(certificate, key.public_key()));
}

TEST(DeviceCertificate, NumbersReachTheirEnds) {
  const SigningKey server = drawn(2);
  DeviceCertificate certificate = device_sample(server);
  certificate.number = UINT32_MAX;
  certificate.issued_ms = -1;
  certificate.tls_key_hash = {};
  sign(certificate, server);
  const auto again = decode_device_certificate(encode(certificate));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, certificate);
}

TEST(DeviceCertificate, WithAKeyOfSmallOrderIsRefused) {
  DeviceCertificate certificate = device_sample(drawn(2));
  certificate.signing = {1};
  EXPECT_FALSE(decode_device_certificate(encode(certificate)).ok());
}

}  // namespace
}  // namespace mektep
