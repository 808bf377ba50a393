/// @file
/// All of the C++ interface.
#ifndef SIMDPROXY_SIMDPROXY_H_
#define SIMDPROXY_SIMDPROXY_H_

#include "simdproxy/checksum.h"
#include "simdproxy/decode.h"
#include "simdproxy/encode.h"
#include "simdproxy/header.h"
#include "simdproxy/scan.h"
#include "simdproxy/status.h"
#include "simdproxy/target.h"
#include "simdproxy/tlv.h"
#include "simdproxy/version.h"
#include "simdproxy/view.h"

#endif  // SIMDPROXY_SIMDPROXY_H_
