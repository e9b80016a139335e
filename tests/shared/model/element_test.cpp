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

TEST(Elements, OtherBytesAreNoElement) {
  EXPECT_FALSE(element_value({}));
  EXPECT_FALSE(element_value(view_of("x")));
  EXPECT_FALSE(element_value(view_of("r12345")));
  EXPECT_FALSE(element_value(view_of("r123456789012345")));
}

}  // namespace
}  // namespace mektep
