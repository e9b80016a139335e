#pragma once
// The machine's calls as this room makes them: written down, and failing where a test wants it. The linker
// puts the functions of machine_calls.cpp in the place of the system's (CMakeLists.txt beside this).

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mektep::test {

// Watches from its making to its end; one at a time, on one thread.
class MachineCalls {
 public:
  MachineCalls();
  ~MachineCalls();
  MachineCalls(const MachineCalls&) = delete;
  MachineCalls& operator=(const MachineCalls&) = delete;

  // "open note.new", "write note.new", "sync note.new", "rename note.new note", "mkdir a": last parts only.
  std::vector<std::string> made;
  // Asked before each call; an errno other than 0 is what the caller gets to see.
  std::function<int(const std::string& call)> fault = [](const std::string&) { return 0; };
  // The most that one read, write or draw of random bytes does.
  std::size_t bytes_max = SIZE_MAX;

  // For the functions that stand in for the system's.
  static MachineCalls* watching();
  bool fails(const std::string& call);
  void opened(int descriptor, const std::string& name) { names_[descriptor] = name; }
  std::string name_of(int descriptor) const;

 private:
  std::map<int, std::string> names_;
};

}  // namespace mektep::test
