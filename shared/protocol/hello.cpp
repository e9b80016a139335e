#include "shared/protocol/frame.h"
#include "shared/protocol/serialize.h"

namespace mektep {
namespace {

enum class Greeting : std::uint8_t { hello = 1, enrol = 2, welcome = 3, refusal = 4 };

// What a name or a code in a greeting may take: shown to people, so short.
constexpr std::size_t name_bytes_max = 64;

template <class Struct>
Bytes encode_greeting(Greeting kind, const Struct& value) {
  OutArchive archive;
  archive.u8(static_cast<std::uint8_t>(kind));
  archive(value);
  return archive.take();
}

template <class Struct>
Result<Struct> decode_greeting(Greeting kind, BytesView bytes, std::size_t bytes_max) {
  if (bytes.size() > bytes_max) return refused("protocol.too_large");
  auto value = read_whole(bytes, [&](InArchive& archive) {
    archive.require(archive.u8() == static_cast<std::uint8_t>(kind), "greeting");
    Struct read;
    archive(read);
    return read;
  });
  if (!value) return refused("protocol.malformed").with("what", std::string(value.error().argument("what")));
  return value;
}

template <class Signed>
Bytes to_be_signed(Signed hello, const ChannelBinding& binding) {
  hello.signature = {};
  Bytes message(binding.begin(), binding.end());
  const Bytes encoded = encode(hello);
  message.insert(message.end(), encoded.begin(), encoded.end());
  return message;
}

}  // namespace

Bytes encode(const Hello& hello) { return encode_greeting(Greeting::hello, hello); }
Bytes encode(const EnrolHello& hello) { return encode_greeting(Greeting::enrol, hello); }
Bytes encode(const Welcome& welcome) { return encode_greeting(Greeting::welcome, welcome); }
Bytes encode(const Refusal& refusal) { return encode_greeting(Greeting::refusal, refusal); }

Result<std::variant<Hello, EnrolHello>> decode_hello(BytesView bytes) {
  using Either = std::variant<Hello, EnrolHello>;
  if (!bytes.empty() && bytes[0] == static_cast<std::uint8_t>(Greeting::enrol)) {
    auto enrol = decode_greeting<EnrolHello>(Greeting::enrol, bytes, limits::hello_bytes_max);
    if (!enrol) return enrol.error();
    if (enrol->name.size() > name_bytes_max) return refused("protocol.malformed").with("what", "name");
    return Either(std::move(*enrol));
  }
  auto hello = decode_greeting<Hello>(Greeting::hello, bytes, limits::hello_bytes_max);
  if (!hello) return hello.error();
  return Either(std::move(*hello));
}

Result<Welcome> decode_welcome(BytesView bytes) {
  return decode_greeting<Welcome>(Greeting::welcome, bytes, limits::welcome_bytes_max);
}

Result<Refusal> decode_refusal(BytesView bytes) {
  auto refusal = decode_greeting<Refusal>(Greeting::refusal, bytes, limits::welcome_bytes_max);
  if (refusal && refusal->code.size() > name_bytes_max)
    return refused("protocol.malformed").with("what", "code");
  return refusal;
}

void sign(Hello& hello, const ChannelBinding& binding, const SigningKey& key) {
  hello.signature = key.sign(context::hello, to_be_signed(hello, binding));
}

void sign(EnrolHello& hello, const ChannelBinding& binding, const SigningKey& key) {
  hello.signature = key.sign(context::enrol, to_be_signed(hello, binding));
}

bool verify(const Hello& hello, const ChannelBinding& binding, const PublicKey& key) {
  return device_id_of(key) == hello.device &&
         verify(key, context::hello, to_be_signed(hello, binding), hello.signature);
}

bool verify(const EnrolHello& hello, const ChannelBinding& binding) {
  return verify(hello.signing, context::enrol, to_be_signed(hello, binding), hello.signature);
}

}  // namespace mektep
