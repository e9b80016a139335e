#include "shared/files/media_type.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"

namespace mektep {
namespace {

TEST(MediaType, IsToldByTheFirstBytesNotByTheName) {
  EXPECT_EQ(media_type_of(view_of("\xff\xd8\xff\xe0"), "report.pdf"), "image/jpeg");
  EXPECT_EQ(media_type_of(view_of("\x89PNG\r\n\x1a\n.."), "a"), "image/png");
  EXPECT_EQ(media_type_of(view_of("RIFF....WEBPVP8"), "a"), "image/webp");
  EXPECT_EQ(media_type_of(view_of("GIF89a"), "a"), "image/gif");
  EXPECT_EQ(media_type_of(view_of("%PDF-1.7"), "photo.jpg"), "application/pdf");
  EXPECT_EQ(media_type_of(view_of("\xd0\xcf\x11\xe0"), "plan.doc"), "application/msword");
}

TEST(MediaType, OfficeDocumentsAreToldApartByTheirEnding) {
  const BytesView zip = view_of(std::string_view("PK\x03\x04", 4));
  EXPECT_TRUE(media_type_of(zip, "Plan.DOCX").ends_with("wordprocessingml.document"));
  EXPECT_TRUE(media_type_of(zip, "list.xlsx").ends_with("spreadsheetml.sheet"));
  EXPECT_TRUE(media_type_of(zip, "talk.pptx").ends_with("presentationml.presentation"));
  EXPECT_EQ(media_type_of(zip, "photos.zip"), "application/zip");
}

TEST(MediaType, WhatIsNotKnownIsBytes) {
  EXPECT_EQ(media_type_of(view_of("hello"), "photo.jpg"), "application/octet-stream");
  EXPECT_EQ(media_type_of({}, "photo.jpg"), "application/octet-stream");
  EXPECT_EQ(media_type_of(view_of("RIFF"), "a.webp"), "application/octet-stream");
}

TEST(MediaType, EveryTypeFitsTheNameOfAnAttachment) {
  const BytesView zip = view_of(std::string_view("PK\x03\x04", 4));
  for (const auto* name : {"a.docx", "a.xlsx", "a.pptx"}) {
    EXPECT_LE(media_type_of(zip, name).size(), limits::media_type_bytes_max);
  }
}

TEST(MediaType, PhotographsHaveTheSmallerLimit) {
  EXPECT_EQ(attachment_bytes_max("image/jpeg"), limits::photo_bytes_max);
  EXPECT_EQ(attachment_bytes_max("application/pdf"), limits::document_bytes_max);
}

}  // namespace
}  // namespace mektep
