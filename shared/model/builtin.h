#pragma once
// The record types that the program itself needs, below number 32. Their rows lie in the same tables
// and logs as everybody's; only the server writes them.

#include <vector>

#include "shared/model/schema.h"

namespace mektep::builtin {

// The types below, as the schema knows them. They have no labels: nobody is shown them as a form. Fields
// that hold bytes are declared as text.
std::vector<RecordType> types();

// A device in a scope: its keys, its people with their roles, whether it may write. Id: a hash of the
// device id (natural key). Revocation is an op on `active`, so it has a place in the log.
inline constexpr TypeNumber card{1};
namespace card_field {
inline constexpr FieldNumber device{1};       // bytes: 8, the device id
inline constexpr FieldNumber signing_key{2};  // bytes: 32, Ed25519
inline constexpr FieldNumber box_key{3};      // bytes: 32, X25519
inline constexpr FieldNumber tls_key{4};      // bytes: 32, hash of its TLS key; may be missing
inline constexpr FieldNumber certificate{5};  // bytes: crypto/certificate.h
inline constexpr FieldNumber active{6};       // boolean
inline constexpr FieldNumber people{7};       // set of text "<person id in text form>:<role code>"
inline constexpr FieldNumber name{8};         // text: what people call the device
}  // namespace card_field

// The document of one record type (scope network). Id: the type's number.
inline constexpr TypeNumber schema_type{2};
namespace schema_field {
inline constexpr FieldNumber document{1};  // long text: TOML, a paragraph each 8 KiB
inline constexpr FieldNumber version{2};   // integer
}  // namespace schema_field

// A fact the server decided about a record elsewhere in the scope ("received"). Scope desk.
// Id: a hash of type and id of the record it is about.
inline constexpr TypeNumber answer{3};
namespace answer_field {
inline constexpr FieldNumber about{1};     // reference
inline constexpr FieldNumber state{2};     // code of the codebook `statuses`
inline constexpr FieldNumber at_ms{3};     // integer: the server's clock
inline constexpr FieldNumber agrees{4};    // boolean: the server's own count equals the signed one
inline constexpr FieldNumber findings{5};  // long text: the differences, a line each
inline constexpr FieldNumber digest{6};    // bytes: content hash of what was received
}  // namespace answer_field

}  // namespace mektep::builtin
