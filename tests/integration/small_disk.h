#pragma once
// A disk of a few megabytes, to be filled. It is mounted where only this process and what it starts see it,
// so nothing stays behind, however the test ends. Ask `impossible` first: a machine may forbid it.

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "tests/support/temp_directory.h"

namespace mektep::test {

class SmallDisk {
 public:
  explicit SmallDisk(const std::string& megabytes) {
    if (!separate()) return;
    if (mount("mektep-test", path().c_str(), "tmpfs", 0, ("size=" + megabytes + "m").c_str()) != 0) {
      impossible_ = std::string("no small disk may be mounted here: ") + std::strerror(errno);
    }
  }
  ~SmallDisk() { umount2(path().c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const std::filesystem::path& path() const { return folder_.path(); }
  // Empty, or why there is no such disk on this machine.
  const std::string& impossible() const { return impossible_; }

  // Leaves no byte free.
  void fill() const {
    std::ofstream file(ballast(), std::ios::binary | std::ios::app);
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void free() const { std::filesystem::remove(ballast()); }

 private:
  std::filesystem::path ballast() const { return path() / "ballast"; }

  // A namespace of mounts of its own; who is not root becomes one inside of it.
  bool separate() {
    const auto user = getuid();
    const auto group = getgid();
    if (unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) {
      impossible_ = std::string("no mounts of its own are allowed here: ") + std::strerror(errno);
      return false;
    }
    if (user != 0) {
      std::ofstream("/proc/self/setgroups") << "deny";
      std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
      std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    }
    mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return true;
  }

  TempDirectory folder_;
  std::string impossible_;
};

}  // namespace mektep::test
