#pragma once
// What bad disks and curious people do to a replica's file, through the stock library.

#include "shared/sqlite/database.h"
#include "shared/sqlite/transaction.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

// The device is closed meanwhile. `sql` may hold several statements.
inline void damage(Device& device, const std::string& sql) {
  device.close();
  {
    Database::Options options;
    options.location = (device.path() / "replica.db").string();
    auto database = Database::open(std::move(options));
    ASSERT_TRUE(database.ok());
    auto transaction = Transaction::begin(**database);
    ASSERT_TRUE(transaction.ok());
    (*database)->execute(sql);
    transaction->commit();
  }
  device.reopen();
}

}  // namespace mektep::client::test
