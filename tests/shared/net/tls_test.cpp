#include "shared/net/tls.h"

#include <gtest/gtest.h>

namespace mektep::net {
namespace {

constexpr WallTime spring_2026{1'772'300'000'000};
constexpr std::chrono::hours year{24 * 365};

// A certificate made with the openssl program, and the pin that this printed for it:
// openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum
constexpr std::string_view foreign_pin = "381dba85b5da3d9bd9c287622161974465a0eed3c4b33f0b606d16c102925228";
constexpr std::string_view foreign_certificate = R"(-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIULkHuR9zx2yEaqyXjXiHPfEVSD5EwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMyMzI4NDJaGA8yMTI2MTAzMDIzMjg0
MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABC11
gFxDLFkvXSoY7wcmJvYh/2/UKSMFeKWeOFQtUPi+J+1Smu4stA8E2aq/ugTr3d4W
fpWBn1RRM1mRUQWybKijUzBRMB0GA1UdDgQWBBRTZG3KsHBsGBht1MZdLigXmT/0
nzAfBgNVHSMEGDAWgBRTZG3KsHBsGBht1MZdLigXmT/0nzAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCIGgLSkxVDoOjXc8IAvIjgcXydWK1lUWQNrUf
QCZPez0xAiBADet6pZOc7ADc0kaVrw85Isn+nCqlaq++qrV84Tsn/A==
-----END CERTIFICATE-----
)";

// Any key under a password.
const std::string encrypted_key = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjc+GLhsbmk8gICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFeKaUn35VS/PYLdOLpjW68EgZDa
mJrGbAscJDALbW1I2IXE7543Hvib+wkClsH9UYXJ+/5RYt8vutcG1A9NsyHG73U0
tXlyMR10b6xdTcYIaCP4cvsthyc0RkkRtPWCYVBTAxYr5Jo7shUUBpKQKOjdG0Iw
FFdP4h3D2tEBXA9pEyFIdaO4b2I1/HxwQc/Z4I/nAnUuzU1zdKHr/Ycdhyj/098=
-----END ENCRYPTED PRIVATE KEY-----
)";

TEST(Tls, PinIsTheHashOfTheKeyInfo) {
  const auto pin = pin_of_certificate(foreign_certificate);
  ASSERT_TRUE(pin.ok());
  EXPECT_EQ(to_hex(*pin), foreign_pin);
}

TEST(Tls, MadeCredentialsMakeAContext) {
  const Credentials made = make_credentials("Мектеп", spring_2026, year);
  EXPECT_TRUE(TlsContext::server(made).ok());
  EXPECT_TRUE(pin_of_certificate(made.certificate_pem).ok());
}

// A host's name may have 253 characters, a certificate's 64.
TEST(Tls, ANameTooLongForACertificateIsCutBetweenItsLetters) {
  for (const std::string& name : {std::string(64, 'a'), std::string(65, 'a'), std::string(253, 'a')}) {
    EXPECT_TRUE(TlsContext::server(make_credentials(name, spring_2026, year)).ok()) << name.size();
  }
  std::string kazakh;
  for (int letter = 0; letter < 40; ++letter) kazakh += "Қ";
  EXPECT_TRUE(TlsContext::server(make_credentials(kazakh, spring_2026, year)).ok());
  EXPECT_TRUE(TlsContext::server(make_credentials("a" + kazakh, spring_2026, year)).ok());
}

TEST(Tls, CredentialsMayBeOfAnyTime) {
  for (const WallTime from : {WallTime{0}, WallTime{-1'000'000'000'000}, WallTime{4'102'444'800'000}}) {
    EXPECT_TRUE(TlsContext::server(make_credentials("mektepd", from, year)).ok()) << from.ms;
  }
}

TEST(Tls, AKeyIsNotPartOfItsCertificate) {
  const Credentials made = make_credentials("mektepd", spring_2026, year);
  EXPECT_EQ(made.certificate_pem.find("PRIVATE"), std::string::npos);
  EXPECT_NE(made.key_pem.find("BEGIN PRIVATE KEY"), std::string::npos);
}

TEST(Tls, WhatFollowsACertificateInItsFileDoesNotMatter) {
  const Credentials made = make_credentials("mektepd", spring_2026, year);
  const std::string chain = "a note\n" + made.certificate_pem + std::string(foreign_certificate);
  EXPECT_EQ(*pin_of_certificate(chain), *pin_of_certificate(made.certificate_pem));
  EXPECT_TRUE(TlsContext::server({chain, made.key_pem}).ok());
}

TEST(Tls, EveryServerMakesItsOwnKey) {
  const Credentials one = make_credentials("mektepd", spring_2026, year);
  const Credentials other = make_credentials("mektepd", spring_2026, year);
  EXPECT_NE(*pin_of_certificate(one.certificate_pem), *pin_of_certificate(other.certificate_pem));
}

TEST(Tls, KeyOfAnotherCertificateIsNamed) {
  Credentials made = make_credentials("mektepd", spring_2026, year);
  made.key_pem = make_credentials("mektepd", spring_2026, year).key_pem;
  const auto context = TlsContext::server(made);
  ASSERT_FALSE(context.ok());
  EXPECT_EQ(context.error().code, "net.key_mismatch");
}

TEST(Tls, DamagedTextIsRefused) {
  const Credentials made = make_credentials("mektepd", spring_2026, year);
  for (const std::string& text : {std::string{}, std::string("-----BEGIN CERTIFICATE-----"), made.key_pem}) {
    EXPECT_EQ(pin_of_certificate(text).error().code, "net.certificate_unreadable");
    EXPECT_EQ(TlsContext::server({text, made.key_pem}).error().code, "net.certificate_unreadable");
  }
  EXPECT_EQ(TlsContext::server({made.certificate_pem, "no key"}).error().code, "net.key_unreadable");
}

TEST(Tls, EncryptedKeyIsRefusedWithoutAskingTheTerminal) {
  const Credentials made = make_credentials("mektepd", spring_2026, year);
  const auto context = TlsContext::server({made.certificate_pem, encrypted_key});
  ASSERT_FALSE(context.ok());
  EXPECT_EQ(context.error().code, "net.key_unreadable");
}

}  // namespace
}  // namespace mektep::net
