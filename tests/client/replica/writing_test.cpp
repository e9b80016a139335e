#include "tests/client/replica/school.h"

namespace mektep::client::test {

TEST(Writing, ASavedRecordIsReadBackWithItsBasis) {
  School a;
  const RecordName name = log_activity(a.pc, "Сабақты зерттеу");
  const ReadRecord record = read(a.pc, name);
  EXPECT_EQ(text_of(record, *a.pc, "topic"), "Сабақты зерттеу");
  EXPECT_EQ(record.badge, Badge::here);
  EXPECT_EQ(record.basis.live.size(), 1u);
  EXPECT_TRUE(is_draft(record.basis.live.front()));
}

TEST(Convergence, TwoDevicesShowWhatTheOtherSaved) {
  School a;
  const RecordName name = log_activity(a.pc, "Рефлексия");
  a.sync_all();
  EXPECT_EQ(text_of(read(a.laptop, name), *a.laptop, "topic"), "Рефлексия");
  EXPECT_EQ(read(a.pc, name).badge, Badge::sent);
  EXPECT_EQ(a.pc->state().unsent_changes, 0u);
}

}  // namespace mektep::client::test
