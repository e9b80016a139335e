#include "tests/docs/json_shape.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace mektep::docs {
namespace {

namespace json = boost::json;

std::size_t misfit_count(const char* document, const char* shape) {
  const json::object definitions = json::parse(R"({"id":{"type":"string"}})").as_object();
  return misfits(json::parse(document), json::parse(shape).as_object(), definitions).size();
}

TEST(JsonShape, AKeyTooManyIsFineAndAMissingOneIsNot) {
  const char* shape = R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}})";
  EXPECT_EQ(misfit_count(R"({"a":1,"b":2})", shape), 0U);
  EXPECT_EQ(misfit_count(R"({"b":2})", shape), 1U);
}

TEST(JsonShape, AValueOfAnotherTypeIsFound) {
  EXPECT_EQ(misfit_count("1.5", R"({"type":"integer"})"), 1U);
  EXPECT_EQ(misfit_count("null", R"({"type":["string","null"]})"), 0U);
}

TEST(JsonShape, EveryItemIsLookedAt) {
  EXPECT_EQ(misfit_count(R"(["a",1,2])", R"({"type":"array","items":{"$ref":"#/$defs/id"}})"), 2U);
}

TEST(JsonShape, AWordThatIsNotListedIsFound) {
  EXPECT_EQ(misfit_count(R"("here")", R"({"enum":["here","sent"]})"), 0U);
  EXPECT_EQ(misfit_count(R"("there")", R"({"enum":["here","sent"]})"), 1U);
}

}  // namespace
}  // namespace mektep::docs
