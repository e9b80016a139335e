#pragma once
// A file system of a machine that stops at a chosen call: what was done before stays, nothing comes after.

#include <functional>
#include <stdexcept>

#include "shared/base/files.h"

namespace mektep::test {

struct MachineStopped : std::runtime_error {
  MachineStopped() : std::runtime_error("the machine stopped") {}
};

class CrashingFiles final : public Files {
 public:
  explicit CrashingFiles(Files& files) : files_(files) {}

  // Throws MachineStopped in place of the call with this number (from 1) that changes something; 0: never.
  void stop_at(std::size_t call) {
    stop_at_ = call;
    calls_ = 0;
  }
  std::size_t calls() const { return calls_; }

  bool exists(const Path& path) const override { return files_.exists(path); }
  Result<Bytes> read(const Path& path, std::size_t bytes_max) const override { return files_.read(path, bytes_max); }
  Status write(const Path& path, BytesView content) override {
    step();
    return files_.write(path, content);
  }
  Status make_directory(const Path& path) override {
    step();
    return files_.make_directory(path);
  }
  Status remove(const Path& path) override {
    step();
    return files_.remove(path);
  }
  std::vector<Path> list(const Path& directory) const override { return files_.list(directory); }
  Result<std::uint64_t> size(const Path& path) const override { return files_.size(path); }
  Result<Bytes> read_at(const Path& path, std::uint64_t offset, std::size_t bytes_max) const override {
    if (on_read) on_read(path, offset);
    return files_.read_at(path, offset, bytes_max);
  }
  Status write_at(const Path& path, std::uint64_t offset, BytesView content) override {
    step();
    return files_.write_at(path, offset, content);
  }
  Status settle(const Path& from, const Path& to) override {
    step();
    return files_.settle(from, to);
  }

  // Sees every piece that is about to be read: a test changes the file then.
  std::function<void(const Path&, std::uint64_t)> on_read;

 private:
  void step() {
    if (++calls_ == stop_at_) throw MachineStopped();
  }

  Files& files_;
  std::size_t stop_at_ = 0;
  std::size_t calls_ = 0;
};

}  // namespace mektep::test
