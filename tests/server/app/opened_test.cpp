#include "server/app/opened.h"

#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class OpenedTest : public VerbTest {
 protected:
  Result<Opened> open() {
    const auto asked = parse_command_line(mektepd_program(), {"devices", "--data", folder().string()}, words_);
    EXPECT_TRUE(asked.ok());
    return open_for_reading({console_, *asked, place});
  }

 private:
  Catalog words_ = Catalog::shipped(Language::en);
  std::ostringstream out_;
  Console console_{Terminal{out_, out_}, words_, true, random};
};

TEST_F(OpenedTest, AFolderComesWithAReaderOfItsStore) {
  init();
  const auto opened = open();
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened->reader->head(network_scope).has_value());
  EXPECT_NE(opened->schema().type("activity"), nullptr);
}

TEST_F(OpenedTest, WhereThereIsNoFolderThereIsNoReader) { EXPECT_FALSE(open().ok()); }

}  // namespace
}  // namespace mektep::server::test
