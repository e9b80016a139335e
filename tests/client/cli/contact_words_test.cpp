#include "client/cli/contact_words.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/seeded_random.h"

namespace mektep::client::test {
namespace {

std::string said(const Contact& contact, Language language = Language::en, bool json = false) {
  const Catalog catalog = Catalog::shipped(language);
  mektep::test::SeededRandom random;
  std::ostringstream out;
  std::ostringstream err;
  Console console(Terminal{out, err}, catalog, json, random);
  say_contact(console, contact);
  EXPECT_EQ(out.str(), "") << "sentences are no data";
  return err.str();
}

Contact pushed(std::uint64_t packs, std::uint64_t bytes, std::uint64_t receipted) {
  Contact contact;
  contact.progress.packs_pushed = packs;
  contact.progress.pack_bytes_pushed = bytes;
  contact.progress.pack_bytes_receipted = receipted;
  return contact;
}

TEST(ContactWords, WhatTheReceiptsCoverWasSent) {
  EXPECT_EQ(said(pushed(2, 500, 500)), "Sent: 2 packs, 500 bytes\n");
  EXPECT_EQ(said(pushed(1, 500, 500), Language::ru), "Отправлен 1 пакет, 500 Б\n");
  EXPECT_EQ(said(pushed(1, 500, 500), Language::kk), "Жіберілді: 1 пакет, 500 байт\n");
}

TEST(ContactWords, ScopesThatCameWholeAreCounted) {
  Contact contact;
  contact.progress.snapshots_taken = 2;
  EXPECT_EQ(said(contact), "Records came as whole copies: 2\n");
  EXPECT_EQ(said(contact, Language::ru), "Записи пришли целой копией: 2\n");
}

TEST(ContactWords, WhatHasNoReceiptYetIsSavedHere) {
  const Catalog catalog = Catalog::shipped(Language::en);
  EXPECT_EQ(said(pushed(3, 900, 300)),
            catalog.say("sync.partly_sent", {{"sent", "300"}, {"bytes", "900"}}) + "\n");
  EXPECT_NE(said(pushed(3, 900, 0), Language::ru).find("сохранено здесь"), std::string::npos);
  EXPECT_NE(said(pushed(3, 900, 0), Language::kk).find("осында сақталған"), std::string::npos);
}

TEST(ContactWords, OnesOwnPacksInTheLogWereNotReceivedFromOthers) {
  Contact contact;
  contact.progress.packs_received = 3;
  contact.progress.own_packs_referenced = 3;
  EXPECT_EQ(said(contact), "");
  contact.progress.own_packs_referenced = 1;
  EXPECT_EQ(said(contact), "Received from others: 2 packs\n");
}

TEST(ContactWords, ADifferenceIsToldInsteadOfTheAgreement) {
  const Catalog catalog = Catalog::shipped(Language::en);
  Contact contact;
  contact.progress.up_to_date = {ScopeNumber{7}};
  EXPECT_EQ(said(contact), catalog.say("sync.digest_equal") + "\n");
  contact.progress.digests_differ = {ScopeNumber{8}};
  EXPECT_EQ(said(contact), catalog.say("sync.digest_differs") + "\n");
}

TEST(ContactWords, OnlyWhatHappenedIsSaid) {
  EXPECT_EQ(said(Contact{}), "");
  EXPECT_EQ(said(pushed(1, 500, 500), Language::en, true), "") << "scripts read the document";
  Contact contact;
  contact.certificate_dates_wrong = true;
  contact.progress.packs_confirmed = 1;
  contact.progress.resumed_at = Sequence{4};
  contact.progress.waiting_packs = 2;
  contact.traffic.bytes_out = 10;
  contact.traffic.bytes_in = 20;
  const std::string text = said(contact);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_NE(text.find("10"), std::string::npos);
  EXPECT_NE(text.find("20"), std::string::npos);
}

}  // namespace
}  // namespace mektep::client::test
