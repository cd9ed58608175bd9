#pragma once

#include "workflow/path.h"

#include "base/random.h"

#include <memory>
#include <variant>

namespace spillway::workflow {

struct Intrinsic;
// What a call may be given: a path, a value written out, or another call.
using IntrinsicArgument = std::variant<Json, Path, std::shared_ptr<const Intrinsic>>;

// A call of an intrinsic function: States.Format('{}', $.name). A regular value; made once, evaluated often.
struct Intrinsic {
    std::string function;  // without "States."
    std::vector<IntrinsicArgument> arguments;
    std::string text;  // as written
};

// Names the nearest known function; checks the number of arguments and their kinds as far as they are written out.
Result<Intrinsic> parseIntrinsic(std::string_view text);

// `random` feeds UUID and MathRandom. Throws Fault.
Json evaluate(const Intrinsic& call, const PathScope& scope, RngStream& random);

// A version 4 UUID (RFC 9562) drawn from this stream.
std::string drawUuid(RngStream& random);

// As the real service puts a value into a text: texts as they are, objects as {a=1, b=[]}.
std::string plainText(const Json& value);

}  // namespace spillway::workflow
