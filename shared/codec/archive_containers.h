#pragma once
// Containers in archives (archive.h, which includes this). Keys ascend strictly; memory is taken as
// elements arrive, not as they are announced.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "shared/codec/archive_types.h"

namespace mektep {

template <class T>
void save(OutArchive& archive, const std::vector<T>& values) {
  archive.uint(values.size());
  for (const T& value : values) archive(value);
}
template <class T>
void load(InArchive& archive, std::vector<T>& values) {
  const std::size_t count = archive.count(bytes_min<T>);
  values.clear();
  values.reserve(std::min(count, std::size_t{4096} / sizeof(T)));
  for (std::size_t at = 0; at < count; ++at) {
    T value{};
    archive(value);
    values.push_back(std::move(value));
  }
}

template <class T>
void save(OutArchive& archive, const std::set<T>& values) {
  archive.uint(values.size());
  for (const T& value : values) archive(value);
}
template <class T>
void load(InArchive& archive, std::set<T>& values) {
  const std::size_t count = archive.count(bytes_min<T>);
  values.clear();
  for (std::size_t at = 0; at < count; ++at) {
    T value{};
    archive(value);
    archive.require(values.empty() || *values.rbegin() < value, "order");
    values.insert(values.end(), std::move(value));
  }
}

template <class Key, class T>
void save(OutArchive& archive, const std::map<Key, T>& values) {
  archive.uint(values.size());
  for (const auto& [key, value] : values) archive(key, value);
}
template <class Key, class T>
void load(InArchive& archive, std::map<Key, T>& values) {
  const std::size_t count = archive.count(bytes_min<Key> + bytes_min<T>);
  values.clear();
  for (std::size_t at = 0; at < count; ++at) {
    Key key{};
    T value{};
    archive(key, value);
    archive.require(values.empty() || values.rbegin()->first < key, "order");
    values.emplace_hint(values.end(), std::move(key), std::move(value));
  }
}

template <class First, class Second>
void serialize(auto& archive, std::pair<First, Second>& pair) {
  archive(pair.first, pair.second);
}

template <class T>
void save(OutArchive& archive, const std::optional<T>& value) {
  archive(value.has_value());
  if (value) archive(*value);
}
template <class T>
void load(InArchive& archive, std::optional<T>& value) {
  bool present = false;
  archive(present);
  value.reset();
  if (present) archive(value.emplace());
}

}  // namespace mektep
