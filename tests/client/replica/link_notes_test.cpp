#include "client/replica/link_notes.h"

#include <gtest/gtest.h>

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

TEST(LinkNotes, NothingIsKnownBeforeTheFirstTry) {
  School school;
  const LinkNote note = school.pc->link_note();
  EXPECT_EQ(note, LinkNote{});
  EXPECT_EQ(note.tried_ms, 0);
  EXPECT_TRUE(note.result.empty());
}

TEST(LinkNotes, WhatWasNotedIsReadAgain) {
  School school;
  const LinkNote note{1000, "net.unreachable", 61'000, 500, 2'250, 1300};
  ASSERT_TRUE(school.pc->note_link(note).ok());
  EXPECT_EQ(school.pc->link_note(), note);
  EXPECT_EQ(school.pc->state().link, note);
}

TEST(LinkNotes, TheLatestNoteReplacesTheOneBefore) {
  School school;
  ASSERT_TRUE(school.pc->note_link({1000, "net.timeout", 2000, 0, 10, 20}).ok());
  ASSERT_TRUE(school.pc->note_link({3000, "", 0, 3000, 30, 40}).ok());
  EXPECT_EQ(school.pc->link_note(), (LinkNote{3000, "", 0, 3000, 30, 40}));
}

TEST(LinkNotes, EachDeviceHasItsOwn) {
  School school;
  ASSERT_TRUE(school.pc->note_link({1000, "net.cut", 2000, 0, 10, 20}).ok());
  EXPECT_EQ(school.laptop->link_note(), LinkNote{});
}

}  // namespace
}  // namespace mektep::client::test
