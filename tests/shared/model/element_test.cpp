#include "shared/model/element.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(Elements, NeverChangeTheirBytes) {
  EXPECT_EQ(to_hex(element_key(ElementKind::text, std::string("Ә"))), "74d398");
  EXPECT_EQ(to_hex(element_key(ElementKind::code, std::string("kk"))), "636b6b");
  const Reference reference{ScopeNumber{1}, TypeNumber{0x0203}, RecordId{0x0405060708090a0b}};
  EXPECT_EQ(to_hex(element_key(ElementKind::reference, reference)),
            "72000000010203"
            "0405060708090a0b");
}

TEST(Elements, ReadBackAsTheirValues) {
  const Reference reference{ScopeNumber{0x8000'0001}, TypeNumber{40}, RecordId{~0ULL}};
  EXPECT_EQ(element_value(element_key(ElementKind::reference, reference)), Value{reference});
  EXPECT_EQ(element_value(element_key(ElementKind::text, std::string(""))), Value{std::string()});
  EXPECT_EQ(element_value(element_key(ElementKind::code, std::string("math"))), Value{std::string("math")});
}

TEST(Elements, ATextAndACodeOfTheSameLettersDiffer) {
  EXPECT_NE(element_key(ElementKind::text, std::string("kk")),
            element_key(ElementKind::code, std::string("kk")));
}

TEST(Elements, OfOneKindStandTogetherAndReferencesInTheOrderOfTheirIds) {
  const auto reference = [](std::uint64_t id) {
    return element_key(ElementKind::reference, Reference{ScopeNumber{0}, TypeNumber{40}, RecordId{id}});
  };
  EXPECT_LT(element_key(ElementKind::code, std::string("zz")), reference(1));
  EXPECT_LT(reference(~0ULL), element_key(ElementKind::text, std::string("a")));
  EXPECT_LT(reference(255), reference(256));
  EXPECT_LT(element_key(ElementKind::text, std::string("a")),
            element_key(ElementKind::text, std::string("ab")));
}

TEST(Elements, ToOneRecordInTwoScopesAreTwo) {
  const Reference here{ScopeNumber{0}, TypeNumber{40}, RecordId{7}};
  Reference there = here;
  there.scope = ScopeNumber{0x1000'0000};
  EXPECT_NE(element_key(ElementKind::reference, here), element_key(ElementKind::reference, there));
}

TEST(Elements, OfATextHoldAnyBytes) {
  const std::string text("a\0r\xff", 4);
  EXPECT_EQ(element_value(element_key(ElementKind::text, text)), Value{text});
}

TEST(Elements, AReferenceIsOfOneSizeOnly) {
  const Bytes key =
      element_key(ElementKind::reference, Reference{ScopeNumber{1}, TypeNumber{2}, RecordId{3}});
  ASSERT_EQ(key.size(), 15U);
  for (std::size_t size = 1; size < 20; ++size) {
    Bytes other = key;
    other.resize(size, 0);
    EXPECT_EQ(element_value(other).has_value(), size == 15U) << size;
  }
}

TEST(Elements, OtherBytesAreNoElement) {
  EXPECT_FALSE(element_value({}));
  EXPECT_FALSE(element_value(view_of("x")));
  EXPECT_FALSE(element_value(view_of("r12345")));
  EXPECT_FALSE(element_value(view_of("r123456789012345")));
}

}  // namespace
}  // namespace mektep
