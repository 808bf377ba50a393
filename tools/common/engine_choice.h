// Which CPU target the tool decodes with.
#ifndef SIMDPROXY_TOOLS_COMMON_ENGINE_CHOICE_H_
#define SIMDPROXY_TOOLS_COMMON_ENGINE_CHOICE_H_

#include "simdproxy/simdproxy.h"

namespace simdproxy::tool {

/// The engine of the target that the environment variable SIMDPROXY_TARGET names, or the best one
/// if it is not set or empty. Null, with a message, for a target that is unknown or not supported
/// here.
const Engine* ChooseEngine();

}  // namespace simdproxy::tool

#endif  // SIMDPROXY_TOOLS_COMMON_ENGINE_CHOICE_H_
