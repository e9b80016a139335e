#pragma once
// Programs as processes, for tests of the real binaries: run one to its end, or keep one running and stop it.
// Whatever was started is killed when its object goes.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_directory.h"

namespace mektep::test {

using Words = std::vector<std::string>;

struct Ran {
  int exit = -1;  // 128 + the signal's number when a signal ended it
  std::string out;
  std::string err;
};

class Process {
 public:
  // `environment` is added to a small one without language and home.
  explicit Process(const Words& words, const Words& environment = {}, const std::string& folder = {}) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    const int create = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_file().c_str(), create, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_file().c_str(), create, 0600);
    if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    Words variables = environment;
    variables.emplace_back("PATH=/usr/bin:/bin");
    variables.emplace_back("LC_ALL=C");
    variables.push_back("HOME=" + kept_.path().string());
    auto given = words;
    const int failed = posix_spawn(&id_, given.front().c_str(), &actions, nullptr, pointers(given).data(),
                                   pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start " + words.front());
  }
  ~Process() {
    if (exit_ >= 0) return;
    kill(id_, SIGKILL);
    wait(std::chrono::seconds(10));
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }
  void signal(int number) const { kill(id_, number); }
  bool running() { return wait(std::chrono::milliseconds(0)) < 0; }

  // The exit code; -1 when it still runs after `limit`.
  int wait(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
      int status = 0;
      if (exit_ < 0 && waitpid(id_, &status, WNOHANG) == id_) {
        exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
      if (exit_ >= 0 || std::chrono::steady_clock::now() >= end) return exit_;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  std::string out() const { return content(out_file()); }
  std::string err() const { return content(err_file()); }

  // The first line of its output, once it is whole.
  std::string first_line(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
      const bool ended = !running();
      const std::string text = out();
      const auto line_end = text.find('\n');
      if (line_end != std::string::npos) return text.substr(0, line_end);
      if (ended || std::chrono::steady_clock::now() >= end) {
        throw std::runtime_error("no line was printed: " + err());
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

 private:
  static std::vector<char*> pointers(Words& words) {
    std::vector<char*> values;
    for (std::string& word : words) values.push_back(word.data());
    values.push_back(nullptr);
    return values;
  }
  static std::string content(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  std::string out_file() const { return kept_.file("out").string(); }
  std::string err_file() const { return kept_.file("err").string(); }

  TempDirectory kept_;
  pid_t id_ = -1;
  int exit_ = -1;
};

// To the end. Throws when it takes longer.
inline Ran run_program(const Words& words, const Words& environment = {}, const std::string& folder = {},
                       std::chrono::seconds limit = std::chrono::seconds(60)) {
  Process process(words, environment, folder);
  const int exit = process.wait(limit);
  if (exit < 0) throw std::runtime_error(words.front() + " does not end: " + process.err());
  return {exit, process.out(), process.err()};
}

}  // namespace mektep::test
