#pragma once
// Every bound of the system, with its unit and its reason.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mektep::limits {

using namespace std::chrono_literals;

// One WebSocket message: half a second of a 256 kbit/s link; what is longer spans messages.
inline constexpr std::size_t message_bytes_max = 16 * 1024;
// The smallest that a link's pace makes a message of records: below it headers and seals are the cargo.
inline constexpr std::size_t link_message_bytes_min = 4 * 1024;
// The smallest piece of a file: a chunk's header is 50 bytes, and half a second of GPRS is little more.
inline constexpr std::size_t link_piece_bytes_min = 1024;
// A frame that spans messages: one pack with its envelope.
inline constexpr std::size_t frame_bytes_max = 96 * 1024;
// Pieces of one frame: more than twice as many as the smallest messages of a link need.
inline constexpr std::size_t frame_pieces_max = 64;
// A pack's body unpacked: what one hostile pack may make a reader allocate.
inline constexpr std::size_t pack_body_bytes_max = 64 * 1024;
// One save: fits one pack with room for its header.
inline constexpr std::size_t change_bytes_max = 48 * 1024;
// One paragraph of a long text: three pages of print.
inline constexpr std::size_t paragraph_bytes_max = 16 * 1024;
// One scalar text: a title, an address; a longer text is a long-text field.
inline constexpr std::size_t scalar_bytes_max = 4 * 1024;
// One element of a set: a code, a reference, a guest's name.
inline constexpr std::size_t element_bytes_max = 256;
// Ops of one change: a list of 200 participants with five fields each, and room to spare.
inline constexpr std::size_t change_ops_max = 4096;
// Changes of one pack, so that one bad pack holds up little.
inline constexpr std::size_t pack_changes_max = 64;
// What a pack aims at once compressed: one message.
inline constexpr std::size_t pack_bytes_target = 12 * 1024;
// How far zstd may blow a body up: text of schools reaches about 12.
inline constexpr std::size_t pack_ratio_max = 200;
// Versions that one op may name: rivals on one cell; more means an attack.
inline constexpr std::size_t supersedes_max = 1024;
// Versions that a delete may cover: every cell of the largest record.
inline constexpr std::size_t covers_max = 4096;
// Nesting of a canonical body: pack, change, op, value, list.
inline constexpr std::size_t depth_max = 8;

// Hello and Welcome travel in HTTP headers, base64-coded; a proxy's usual limit is 4 KiB.
inline constexpr std::size_t hello_bytes_max = 1024;
inline constexpr std::size_t welcome_bytes_max = 1024;

// What a device may have parked at the server before its credit closes.
inline constexpr std::size_t parked_bytes_per_device_max = 4 * 1024 * 1024;
// What a session may have on its way to the writer.
inline constexpr std::size_t session_queue_bytes_max = 512 * 1024;
// One transaction of the writer: long enough to share an fsync, short enough to answer soon.
inline constexpr std::size_t batch_packs_max = 200;
// What all sessions may have queued for the writer, counted in packs and jobs: ten batches.
inline constexpr std::size_t writer_queue_max = 2'000;
// What the server reads of a log in one turn for one session.
inline constexpr std::size_t read_bytes_max = 64 * 1024;
// Repair: what is sent whole in place of splitting a range further; half of a frame; and how often one session
// may ask: every record of a large scope, and not for ever.
inline constexpr std::size_t repair_records_max = 16;
inline constexpr std::size_t repair_bytes_max = 48 * 1024;
inline constexpr std::size_t repair_asks_max = 4096;
// Records whose rows a device reads through at every contact: a second on a slow disk. More: once a day.
inline constexpr std::size_t check_records_max = 20'000;
// Lamport times further ahead than this are held: nobody may use up the numbers.
inline constexpr std::uint64_t lamport_ahead_max = std::uint64_t{1} << 32U;

inline constexpr std::chrono::milliseconds connect_timeout = 20s;    // TCP and TLS on a bad GPRS link
inline constexpr std::chrono::milliseconds handshake_timeout = 30s;  // upgrade request and its answer
inline constexpr std::chrono::milliseconds idle_timeout = 90s;       // two missed pings
inline constexpr std::chrono::milliseconds ping_interval = 45s;      // NAT drops idle sockets after 60 s
inline constexpr std::chrono::milliseconds send_timeout = 60s;       // one message at 2 kbit/s
inline constexpr std::chrono::milliseconds stop_timeout = 8s;        // of the 10 s a stop may take
inline constexpr std::chrono::milliseconds reconnect_delay_max = 5min;
inline constexpr std::chrono::milliseconds reconnect_delay_first = 1s;
// While only the link is missing: one TCP handshake, 120 bytes, about six times a minute.
inline constexpr std::chrono::milliseconds knock_interval = 10s;
inline constexpr std::chrono::milliseconds knock_timeout = 5s;
// A device that stays linked notes so often that it still is; `status` believes it for two of them.
inline constexpr std::chrono::milliseconds linked_note_interval = 60s;
inline constexpr std::chrono::milliseconds reader_age_max = 5s;  // an older reader starves checkpoints

// How long one process waits for another's commit: ten slow fsyncs of an old disk.
inline constexpr std::chrono::milliseconds commit_wait_max = 5s;
// The write-ahead log is folded into the file beyond this: 4 MiB of 4 KiB pages, SQLite's own default.
inline constexpr int wal_pages_max = 1000;
// What the write-ahead log keeps on disk once it was folded in.
inline constexpr std::size_t wal_bytes_kept_max = 64 * 1024 * 1024;
// Prepared statements kept per connection: six for each of forty record types.
inline constexpr std::size_t prepared_statements_max = 256;
// Of a record's title in its sort key: what lists show of it, and more than tells titles apart.
inline constexpr std::size_t sort_key_bytes_max = 64;

// Devices that are greeted: what two cores do of handshakes and look-ups besides their other work, and what
// comes at once when a village's link is back. Ten thousand devices are in again within a minute.
inline constexpr std::uint32_t greetings_per_second_max = 400;
inline constexpr std::uint32_t greetings_at_once_max = 800;

// The listener. A stranger costs a handshake and about 30 kB, so both their number and their time are small.
inline constexpr std::size_t connections_max = 20'000;
inline constexpr std::size_t connections_per_address_max = 256;  // a school, or an office behind one NAT
inline constexpr std::size_t connections_unauthenticated_max = 2'000;
inline constexpr std::chrono::milliseconds tls_handshake_timeout = 10s;
inline constexpr std::chrono::milliseconds request_header_timeout = 10s;
inline constexpr std::chrono::milliseconds request_body_timeout = 30s;
inline constexpr std::chrono::milliseconds request_answer_timeout = 30s;  // what the program may think about
inline constexpr std::chrono::milliseconds request_idle_timeout = 30s;    // between two requests of a browser
inline constexpr std::size_t request_header_bytes_max = 8 * 1024;
inline constexpr std::size_t request_body_bytes_max = 64 * 1024;
inline constexpr std::size_t response_body_bytes_max = 8 * 1024 * 1024;  // what a client takes: schema and cards
inline constexpr std::chrono::milliseconds close_timeout = 5s;           // the closing handshake of a WebSocket
// What the kernel of a sender keeps beyond what is on its way: two packs for a slow link, one for a fast one.
inline constexpr std::size_t socket_unsent_bytes_max = 16 * 1024;
// Without a free descriptor an accept fails at once; these keep the loop from spinning and from dying.
inline constexpr std::chrono::milliseconds accept_retry_first = 50ms;
inline constexpr std::chrono::milliseconds accept_retry_max = 1s;

// A table that is imported: a country's schools and their people are a tenth of it.
inline constexpr std::size_t import_bytes_max = 32 * 1024 * 1024;

// Sequences that one void entry may cover; a longer loss takes several entries. More has no effect.
inline constexpr std::uint32_t void_range_max = 65'536;

// A server whose disk is full asks devices to come back then: an operator needs some minutes.
inline constexpr std::uint32_t failed_retry_after_s = 300;

// The schema: what a person can still oversee, and what SQLite's 2 000 columns leave room for.
inline constexpr std::size_t schema_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t schema_types_max = 500;
inline constexpr std::size_t schema_fields_max = 250;
inline constexpr std::size_t schema_tallies_max = 50;
inline constexpr std::size_t schema_name_bytes_max = 40;  // it becomes a column, and people type it
inline constexpr std::size_t title_fields_max = 4;
// What one record may add to a sum, in the units of its field: no sum of all records overflows.
inline constexpr std::int64_t tally_amount_max = 1'000'000'000'000;
inline constexpr std::size_t tally_dimensions_max = 4;

// Packs that a replica keeps open: what is pending is looked at whenever the base moves. About 20 KiB each.
inline constexpr std::size_t opened_packs_max = 512;
// What a device keeps of others' packs that no log it follows has yet: a stick's worth of work.
inline constexpr std::size_t relayed_bytes_max = 64 * 1024 * 1024;
// Sealed drafts whose version a form may still ask for: more than a person has open.
inline constexpr std::size_t remembered_drafts_max = 20'000;
// Records of one save: what fits its bytes, and a list nobody types.
inline constexpr std::size_t save_records_max = 1000;
// Records that one turn of the search index takes: a transaction of about a fifth of a second.
inline constexpr std::size_t search_batch_max = 2000;

inline constexpr std::chrono::hours enrolment_valid_for{72};
inline constexpr int enrolment_tries_max = 5;
inline constexpr std::uint32_t devices_max = 100'000;      // enrolled in one network, revoked ones too
inline constexpr std::size_t audit_line_bytes_max = 256;   // of one field of a line

// Files. A chunk is what a hash answers for: 17 s of a 30 kbit/s link, and small beside a photograph.
inline constexpr std::size_t file_chunk_bytes = 64 * 1024;
// Chunk hashes of one file: they travel in one frame. 187 MiB, for snapshots.
inline constexpr std::size_t file_chunks_max = 3000;
// A photograph as a phone takes it; the page shrinks it to a tenth before it is attached.
inline constexpr std::uint64_t photo_bytes_max = 5 * 1024 * 1024;
// A scanned document of a hundred pages: an hour and a half of a 30 kbit/s link.
inline constexpr std::uint64_t document_bytes_max = 20 * 1024 * 1024;
// What people call a file, and its media type: with hash and size they are one element of a set.
inline constexpr std::size_t file_title_bytes_max = 128;
inline constexpr std::size_t media_type_bytes_max = 80;
// Files that one save may attach: the photographs of one event.
inline constexpr std::size_t attached_files_max = 50;
// What a device may keep at the server, by the widest role of its people: a year of a busy school, of a
// teacher who documents lessons, of the office's materials.
inline constexpr std::uint64_t file_quota_school = std::uint64_t{2} * 1024 * 1024 * 1024;
inline constexpr std::uint64_t file_quota_teacher = std::uint64_t{512} * 1024 * 1024;
inline constexpr std::uint64_t file_quota_office = std::uint64_t{16} * 1024 * 1024 * 1024;

static_assert(file_chunks_max * 32 + 1024 < frame_bytes_max, "a file's chunk hashes must fit in a frame");
static_assert(document_bytes_max / file_chunk_bytes < file_chunks_max, "a document must be a file");
static_assert(1 + 32 + 8 + 2 + file_title_bytes_max + media_type_bytes_max <= element_bytes_max,
              "a file's name must be an element of a set");
// Places of a log in one Trail: 24 bytes each, so one message; 40 doublings reach over any log.
inline constexpr std::size_t trail_places_max = 48;

static_assert(change_bytes_max < pack_body_bytes_max, "a change must fit in a pack");
static_assert(paragraph_bytes_max < change_bytes_max, "a paragraph must fit in a change");
static_assert(pack_body_bytes_max < frame_bytes_max, "a pack must fit in a frame");
static_assert(frame_pieces_max * link_message_bytes_min > 2 * frame_bytes_max, "a frame must fit in its pieces");
static_assert(pack_bytes_target < message_bytes_max, "a usual pack must fit in one message");

}  // namespace mektep::limits
