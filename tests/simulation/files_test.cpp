// Photographs beside the records, in the simulated network: they come when the link lets them, and what is
// said to be at the server stands there.

#include "tests/simulation/scene.h"

namespace mektep::sim {
namespace {

class FilesScene : public test::SceneTest {
 protected:
  Attachment attach(Seat& seat, const client::RecordName& name) {
    EXPECT_TRUE(seat.person->attach(form(seat, name)));
    for (const client::FileTask& task : seat.device->replica().files().to_send()) {
      Attachment attached;
      attached.file = task.file;
      attached.size = task.size;
      return attached;
    }
    ADD_FAILURE() << "nothing is to be sent";
    return {};
  }
  client::FilePlace place(Seat& seat, const Attachment& photo) {
    return seat.device->replica().files().state(school(), photo).place;
  }
};

TEST_F(FilesScene, APhotographFollowsItsRecordToTheServer) {
  const auto name = make(pc());
  const Attachment photo = attach(pc(), name);
  EXPECT_EQ(place(pc(), photo), client::FilePlace::here);
  sync(pc());
  EXPECT_EQ(place(pc(), photo), client::FilePlace::sent);
  EXPECT_TRUE(network_.server().shelf().verify(photo.file).ok());
  come_to_rest();
}

TEST_F(FilesScene, ACopyOfTheFolderHasThePhotographsToo) {
  const Attachment photo = attach(pc(), make(pc()));
  Seat& copy = network_.add_copy(pc());
  EXPECT_EQ(place(copy, photo), client::FilePlace::here);
  sync(copy);
  come_to_rest();
  EXPECT_EQ(place(pc(), photo), client::FilePlace::sent);
}

TEST_F(FilesScene, TheVerdictMissesAFileThatWasSentAndIsNowhere) {
  const Attachment photo = attach(pc(), make(pc()));
  sync_all();
  ASSERT_TRUE(network_.server().shelf().remove(photo.file).ok());
  Verdict verdict(network_);
  verdict.check_files();
  ASSERT_EQ(network_.violations().size(), 1U);
  EXPECT_NE(network_.violations().front().find("is not at the server"), std::string::npos);
}

}  // namespace
}  // namespace mektep::sim
