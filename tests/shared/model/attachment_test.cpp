#include "shared/model/attachment.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/model/element.h"

namespace mektep {
namespace {

Attachment photo() {
  Attachment made;
  made.file.fill(0xab);
  made.size = 0x0102;
  made.media_type = "image/jpeg";
  made.title = "Ашық сабақ.jpg";
  return made;
}

std::string hex_of(std::string_view text) { return to_hex(view_of(text)); }

TEST(Attachment, IsWrittenAsTheGrammarSays) {
  std::string file;
  for (int at = 0; at < 32; ++at) file += "ab";
  EXPECT_EQ(to_hex(encode(photo())),
            file + "0000000000000102" + "0a" + hex_of("image/jpeg") + hex_of("Ашық сабақ.jpg"));
}

TEST(Attachment, IsReadBack) {
  EXPECT_EQ(decode_attachment(encode(photo())), photo());
  EXPECT_EQ(attachment_of(Value{encode(photo())}), photo());
}

TEST(Attachment, ACellNamesIt) {
  const CellKey cell{FieldNumber{18}, element_key(ElementKind::file, encode(photo()))};
  EXPECT_EQ(attachment_in(cell), photo());
  EXPECT_EQ(attachment_in({FieldNumber{18}, element_key(ElementKind::text, std::string("f"))}), std::nullopt);
  EXPECT_EQ(attachment_in({FieldNumber{3}, {}}), std::nullopt);
}

TEST(Attachment, OtherValuesAreNone) {
  EXPECT_EQ(attachment_of(Value{std::string("photo.jpg")}), std::nullopt);
  EXPECT_EQ(attachment_of(Value{Bytes{1, 2, 3}}), std::nullopt);
}

TEST(Attachment, BytesOfAnotherFormAreNone) {
  const Bytes whole = encode(photo());
  for (const std::size_t size : {std::size_t{0}, std::size_t{40}, std::size_t{41}, std::size_t{51}}) {
    EXPECT_EQ(decode_attachment(BytesView(whole).first(size)), std::nullopt) << size;
  }
  Bytes blank_in_media_type = whole;
  blank_in_media_type[45] = ' ';
  EXPECT_EQ(decode_attachment(blank_in_media_type), std::nullopt);
  Bytes long_title = whole;
  long_title.resize(41 + 10 + limits::file_title_bytes_max + 1, 'x');
  EXPECT_EQ(decode_attachment(long_title), std::nullopt);
}

TEST(Attachment, TheLargestFitsAnElement) {
  Attachment largest = photo();
  largest.media_type = std::string(limits::media_type_bytes_max, 'm');
  largest.title = std::string(1000, 'x');
  EXPECT_LE(element_key(ElementKind::file, encode(largest)).size(), limits::element_bytes_max);
  EXPECT_TRUE(decode_attachment(encode(largest)));
}

TEST(Attachment, ALongTitleKeepsItsEndingAndWholeLetters) {
  std::string name;
  for (int at = 0; at < 100; ++at) name += "ә";
  const auto title = attachment_title("/media/photos/" + name + ".jpeg");
  ASSERT_TRUE(title.ok());
  EXPECT_LE(title->size(), limits::file_title_bytes_max);
  EXPECT_TRUE(title->starts_with("әә"));
  EXPECT_TRUE(title->ends_with("ә….jpeg"));
}

TEST(Attachment, ATitleIsTheNameWithoutItsFolders) {
  EXPECT_EQ(*attachment_title("a/b/ plan.pdf "), "plan.pdf");
  EXPECT_EQ(*attachment_title("plan.pdf"), "plan.pdf");
  EXPECT_EQ(*attachment_title("folder/"), "-");
}

TEST(Attachment, ATitleNeverLeadsOutOfTheFolderItIsSavedIn) {
  for (const auto* title : {"../x", "a/b", "a\\b", ".", ".."}) {
    Attachment deceiving = photo();
    deceiving.title = title;
    EXPECT_EQ(decode_attachment(encode(deceiving)), std::nullopt) << title;
  }
  EXPECT_EQ(*attachment_title("a\\b.jpg"), "a_b.jpg");
  EXPECT_EQ(*attachment_title(".."), "-");
}

TEST(Attachment, ATitleThatWouldDeceiveIsRefused) {
  EXPECT_EQ(attachment_title("a\x1b[31m.jpg").error().code, "text.control_character");
  EXPECT_EQ(attachment_title("\xff.jpg").error().code, "text.invalid_utf8");
}

}  // namespace
}  // namespace mektep
