#pragma once
// The table of one record type: its columns, and the SQL that makes, reads and writes it. Names come from
// the schema's checked grammar and are quoted; values are always bound. Pure.

#include <string>
#include <vector>

#include "shared/model/schema.h"
#include "shared/store/column.h"

namespace mektep {

// `text` as an SQL identifier. It holds no quote (asserted).
std::string sql_name(std::string_view text);

class TypeTable {
 public:
  // `schema` tells the types that references name. `pending`: whether rows have a _p column.
  TypeTable(const RecordType& type, const Schema& schema, bool pending);

  const RecordType& type() const { return type_; }
  const std::vector<Column>& columns() const { return columns_; }
  const Column* column(FieldNumber number) const;
  // Columns that make the title, by their place, alternatives grouped: the first of a group that has a
  // value counts.
  const std::vector<std::vector<std::size_t>>& title() const { return title_; }
  bool pending() const { return pending_; }

  std::string name() const { return sql_name("r_" + type_.name); }
  std::string view_name() const { return sql_name(type_.name); }

  // --- Definition ---
  std::string create() const;
  std::string add_column(const Column& column) const;
  std::string create_view() const;
  struct Index {
    std::string name;
    std::string sql;  // does nothing when the index is there
  };
  std::vector<Index> create_indexes() const;

  // --- Rows ---
  // (scope, id) to _m, _p, then the columns in order.
  const std::string& select() const { return select_; }
  // scope, id, _id, _k, _gone, _x, _m, _p, then the columns in order.
  const std::string& upsert() const { return upsert_; }
  const std::string& remove() const { return remove_; }

 private:
  void group_title();
  std::string column_definition(const Column& column) const;
  std::string title_expression() const;

  RecordType type_;
  std::vector<Column> columns_;
  std::vector<std::vector<std::size_t>> title_;
  bool pending_;
  std::string select_;
  std::string upsert_;
  std::string remove_;
};

}  // namespace mektep
