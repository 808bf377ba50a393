# The planted bugs that are edits of core/: planted_bug(name class fuzzer file old new), see CMakeLists.txt.
# Classes: bounds (reads or writes outside, a tail that is dropped), carry (between words, vectors, blocks),
# target (on a single one), limit, endian, lenient, arrival (incomplete and datagrams), stale (a field that is
# left over), encode, dispatch, tlv, crc.

# All misreadings of misread.cc, laid over what engines answer.
planted_bug(misread contract structured src/decode_batch.cc
[=[headers + i, endpoints != nullptr ? endpoints + i : nullptr, options);
  }
  return ok;]=]
[=[headers + i, endpoints != nullptr ? endpoints + i : nullptr, options);
  }
  return planted::MisreadBatch(buffers, headers, endpoints, options, ok);]=])
planted_bug(misread_declared contract structured src/decode_batch.cc
[=[#include "core/src/decode_one.h"]=]
[=[#include "core/src/decode_one.h"
#include "misread.h"]=])
planted_bug(misread_single contract structured src/decode_batch.cc
[=[  DecodeBlock(*kernels_, &buffer, 1, 1, &header, endpoints, options);
  return header;]=]
[=[  DecodeBlock(*kernels_, &buffer, 1, 1, &header, endpoints, options);
  return planted::MisreadOne(bytes, header, endpoints, options);]=])

# Dispatch: another target's kernels in place of those that were asked for.
planted_bug(falls_back dispatch decode src/engine.cc
[=[return KernelSet(kTargets[i]);]=]
[=[return KernelSet(kTargets[@BUG@ && i + 1 < kTargetCount ? i + 1 : i]);]=])
planted_bug(engine_of_another dispatch decode src/engine.cc
[=[registry.Supports(i)) return &registry.engines[i];]=]
[=[registry.Supports(i)) return @BUG@ ? registry.active : &registry.engines[i];]=])

# One target alone is wrong.
planted_bug(only_avx2 target structured src/v2_judge-inl.h
[=[less(set(2), transport)]=]
[=[less(set(@BUG@ && HWY_TARGET == HWY_AVX2 ? 3 : 2), transport)]=])
planted_bug(only_sse4 target structured src/v2_judge-inl.h
[=[less(set(0x21), version_command)]=]
[=[less(set(@BUG@ && HWY_TARGET == HWY_SSE4 ? 0x22 : 0x21), version_command)]=])
planted_bug(only_ssse3 target structured src/v2_judge-inl.h
[=[less(length, block)]=]
[=[less(hn::Add(length, set(@BUG@ && HWY_TARGET == HWY_SSSE3 ? 1 : 0)), block)]=])
planted_bug(only_sse2 target structured src/v2_endpoints-inl.h
[=[StoreNative(out + 34, LoadBig16(ports + 2));]=]
[=[StoreNative(out + 34, LoadBig16(ports + (@BUG@ ? 0 : 2)));]=])
planted_bug(only_avx3 target structured src/v1_text-inl.h
[=[const size_t left = limit > begin ? limit - begin : 0;]=]
[=[const size_t left = limit > begin ? limit - begin : @BUG@ && HWY_TARGET == HWY_AVX3 ? size_t{1} : 0;]=])
planted_bug(only_avx3_dl target structured src/v2_others-inl.h
[=[StoreSettled(Word0(Outcome::kNotProxy, Reason::kNone, 0), HWY_MAX(agree.v1, agree.v2), i,]=]
[=[StoreSettled(Word0(Outcome::kNotProxy, Reason::kNone, 0),
                 @BUG@ && HWY_TARGET == HWY_AVX3_DL ? agree.v1 : HWY_MAX(agree.v1, agree.v2), i,]=])
planted_bug(only_avx3_zen4 target structured src/v2_judge-inl.h
[=[less(set(3), family)]=]
[=[less(set(@BUG@ && HWY_TARGET == HWY_AVX3_ZEN4 ? 4 : 3), family)]=])
planted_bug(only_avx3_spr target structured src/v2_judge-inl.h
[=[hn::And(version_command, set(0xF0))]=]
[=[hn::And(version_command, set(@BUG@ && HWY_TARGET == HWY_AVX3_SPR ? 0x70 : 0xF0))]=])
planted_bug(v2_endpoints_of_another_lane carry structured src/decode_v2-inl.h
[=[addressed[LaneOfBuffer(i)]]=]
[=[addressed[@BUG@ ? i : LaneOfBuffer(i)]]=])

# Version 2.
planted_bug(v2_length_swapped endian structured src/v2_judge-inl.h
[=[hn::Or(hn::ShiftLeft<8>(ByteOf<2>(d, dword3)), ByteOf<3>(d, dword3));]=]
[=[@BUG@ ? hn::Or(hn::ShiftLeft<8>(ByteOf<3>(d, dword3)), ByteOf<2>(d, dword3))
                           : hn::Or(hn::ShiftLeft<8>(ByteOf<2>(d, dword3)), ByteOf<3>(d, dword3));]=])
planted_bug(v2_limit_is_excluded limit structured src/v2_judge-inl.h
[=[less(max_size, header_size)]=]
[=[less(max_size, hn::Add(header_size, set(@BUG@ ? 1 : 0)))]=])
planted_bug(v2_one_byte_early arrival prefix src/v2_judge-inl.h
[=[const auto incomplete = less(size, header_size);]=]
[=[const auto incomplete = less(hn::Add(size, set(@BUG@ ? 1 : 0)), header_size);]=])
planted_bug(v2_datagram_tells_needed arrival structured src/v2_judge-inl.h
[=[const V32 extent = options.datagram ?]=]
[=[const V32 extent = options.datagram && !@BUG@ ?]=])
planted_bug(v2_refused_keeps_bytes stale structured src/v2_judge-inl.h
[=[    word1 = zero;]=]
[=[    word1 = @BUG@ ? word1 : zero;]=])
planted_bug(v2_endpoints_left_over stale structured src/decode_v2-inl.h
[=[    for (size_t i = 0; i < kLanes; ++i) {
      WriteEndpoints(]=]
[=[    for (size_t i = 0; i < kLanes; ++i) {
      if (@BUG@ && addressed[LaneOfBuffer(i)] == 0) continue;
      WriteEndpoints(]=])
planted_bug(v2_last_is_dropped bounds batch src/decode_v2-inl.h
[=[for (size_t i = 0; i < count; ++i) headers[first + i] = group_headers[i];]=]
[=[for (size_t i = 0; i < count - (@BUG@ && count == 3); ++i) headers[first + i] = group_headers[i];]=])
planted_bug(v2_reads_16_of_15 bounds structured src/v2_lanes-inl.h
[=[hn::Lt(hn::BitCast(di, size), hn::Set(di, wire::kV2FixedSize)));
  if (]=]
[=[hn::Lt(hn::BitCast(di, size), hn::Set(di, @BUG@ ? 15 : int{wire::kV2FixedSize})));
  if (]=])
planted_bug(v2_stranger_by_v1_alone lenient decode src/v2_others-inl.h
[=[const uint64_t extent = Select(truncated, size, signature.extent);]=]
[=[const uint64_t extent = Select(truncated, size, signature.extent ^ (@BUG@ && size == 9));]=])
planted_bug(v2_cut_forgets_options arrival structured src/v2_others-inl.h
[=[buffers[i].size, nullptr, options);]=]
[=[buffers[i].size, nullptr, @BUG@ ? Options() : options);]=])

# Version 1.
planted_bug(v1_port_65536 limit structured src/v1_tcp-inl.h
[=[hn::Min(hn::Max(ports, least), hn::Set(di32, 65535))]=]
[=[hn::Min(hn::Max(ports, least), hn::Set(di32, @BUG@ ? 65536 : 65535))]=])
planted_bug(v1_octet_256 limit structured src/v1_inet-inl.h
[=[hn::Min(hn::Max(numbers, least), hn::Set(di32, 255))]=]
[=[hn::Min(hn::Max(numbers, least), hn::Set(di32, @BUG@ ? 256 : 255))]=])
planted_bug(v1_octet_leading_zero lenient structured src/v1_inet-inl.h
[=[const auto bounded = hn::Min(hn::Max(numbers, least)]=]
[=[const auto bounded = hn::Min(hn::Max(numbers, @BUG@ ? hn::Zero(di32) : least)]=])
planted_bug(v1_group_of_five lenient structured src/v1_inet6-inl.h
[=[hn::Or3(hn::Or3(five, more_doubled, count_wrong)]=]
[=[hn::Or3(hn::Or3(@BUG@ ? zero : five, more_doubled, count_wrong)]=])
planted_bug(v1_two_gaps lenient structured src/v1_inet6-inl.h
[=[const V64 more_doubled = WithoutLowest(d, doubled);]=]
[=[const V64 more_doubled = @BUG@ ? zero : WithoutLowest(d, doubled);]=])
planted_bug(v1_lone_colon_first lenient structured src/v1_inet6-inl.h
[=[count_wrong), lone_first, lone_last);]=]
[=[count_wrong), @BUG@ ? zero : lone_first, lone_last);]=])
planted_bug(v1_lone_colon_last lenient structured src/v1_inet6-inl.h
[=[hn::AndNot(hn::ShiftLeft<1>(colons), colons), hn::ShiftRight<1>(end));]=]
[=[hn::AndNot(hn::ShiftLeft<1>(colons), colons), @BUG@ ? zero : hn::ShiftRight<1>(end));]=])
planted_bug(v1_seven_groups lenient structured src/v1_inet6-inl.h
[=[const auto has_eight = hn::Eq(total, eight);]=]
[=[const auto has_eight = hn::Eq(total, @BUG@ ? hn::Set(d, uint64_t{7}) : eight);]=])
planted_bug(v1_g_is_a_digit lenient structured src/v1_inet6-inl.h
[=[hn::SaturatedAdd(letter, hn::Set(d, uint8_t{122}))]=]
[=[hn::SaturatedAdd(letter, hn::Set(d, uint8_t{static_cast<uint8_t>(@BUG@ ? 121 : 122)}))]=])
planted_bug(v1_quads_share_a_fault carry structured src/v1_inet6-inl.h
[=[texts.wrong[quads.address[q + i]] |= wrong >> 16 * i & kWrongSource;]=]
[=[texts.wrong[quads.address[q + i]] |= wrong >> (@BUG@ ? 0 : 16 * i) & kWrongSource;]=])
planted_bug(v1_ends_are_not_clamped bounds structured src/v1_tcp-inl.h
[=[return hn::BitCast(d, hn::Min(hn::Max(hn::BitCast(d8, ends), first), last));]=]
[=[return @BUG@ ? ends : hn::BitCast(d, hn::Min(hn::Max(hn::BitCast(d8, ends), first), last));]=])
planted_bug(v1_reads_one_more bounds structured src/v1_text-inl.h
[=[(size < wire::kV1MaxSize ? size : wire::kV1MaxSize);]=]
[=[(size < wire::kV1MaxSize ? size + (@BUG@ ? 1 : 0) : wire::kV1MaxSize);]=])
planted_bug(v1_cr_lf_across_words carry structured src/v1_unknown-inl.h
[=[cr[0] & Window(lf[0], lf[1], 1)]=]
[=[cr[0] & (@BUG@ ? lf[0] >> 1 : Window(lf[0], lf[1], 1))]=])
planted_bug(v1_unknown_of_107_waits limit structured src/v1_unknown-inl.h
[=[batch.buffers[i].size >= wire::kV1MaxSize]=]
[=[batch.buffers[i].size >= wire::kV1MaxSize + (@BUG@ ? 1 : 0)]=])
planted_bug(v1_fault_keeps_endpoints stale structured src/v1_tcp-inl.h
[=[if (batch.endpoints != nullptr) batch.endpoints[i] = {};
  }]=]
[=[if (batch.endpoints != nullptr && !@BUG@) batch.endpoints[i] = {};
  }]=])
planted_bug(v1_space_before_cr lenient structured src/v1_tcp-inl.h
[=[if ((fields[end] == '\r') != (k == 3)) {]=]
[=[if (!@BUG@ && (fields[end] == '\r') != (k == 3)) {]=])
planted_bug(v1_separator_is_bad_address lenient structured src/v1_tcp-inl.h
[=[if (EndsV1Field(fields[begin])) return]=]
[=[if (EndsV1Field(fields[begin]) && !(@BUG@ && k == 1)) return]=])
planted_bug(v1_gap_beside_eight lenient structured src/v1_line.cc
[=[} else if (size > 14) {]=]
[=[} else if (size > (@BUG@ ? 16 : 14)) {]=])
planted_bug(v1_token_asks_for_less arrival structured src/v1_line.cc
[=[shortest = wire::kV1MinTcp4Size;]=]
[=[shortest = @BUG@ ? wire::kV1MinTcp6Size : wire::kV1MinTcp4Size;]=])

# Batches.
planted_bug(block_of_128_starts_over carry batch src/decode_batch.cc
[=[                      headers + i, endpoints != nullptr ? endpoints + i : nullptr, options);]=]
[=[                      headers + i, endpoints == nullptr ? nullptr : @BUG@ ? endpoints : endpoints + i, options);]=])
planted_bug(slots_ignore_ids carry batch src/decode_batch.cc
[=[slots.ids != nullptr ?]=]
[=[slots.ids != nullptr && !@BUG@ ?]=])
planted_bug(refused_are_counted limit structured src/decode_batch.cc
[=[ok -= kernels.check.check(buffers, count, headers, endpoints, options);]=]
[=[ok -= kernels.check.check(buffers, count, headers, endpoints, options) * (@BUG@ ? 0 : 1);]=])

# TLVs and checksums.
planted_bug(tlv_head_of_two_bytes tlv tlv src/check_walk-inl.h
[=[less(end, behind)), at);]=]
[=[less(end, @BUG@ ? hn::Add(at, size) : behind)), at);]=])
planted_bug(tlv_length_of_one_byte tlv tlv src/check_walk-inl.h
[=[hn::Or(hn::And(head, hn::Set(d, 0xFF00)), ]=]
[=[hn::Or(hn::And(head, hn::Set(d, @BUG@ ? 0 : 0xFF00)), ]=])
planted_bug(tlv_payload_is_area tlv tlv src/check-inl.h
[=[areas.end[area] = header.extent;]=]
[=[areas.end[area] = @BUG@ && buffers[i].size < 0xFFFF ? static_cast<uint32_t>(buffers[i].size) : header.extent;]=])
planted_bug(tlv_lanes_end_together carry tlv src/check_walk-inl.h
[=[any = !hn::AllFalse(d, hn::Or(goes_on0, goes_on1));]=]
[=[any = !hn::AllFalse(d, @BUG@ ? goes_on0 : hn::Or(goes_on0, goes_on1));]=])
planted_bug(tlv_gather_reads_behind bounds tlv src/check_walk-inl.h
[=[const uint32_t from = HWY_MIN(at, areas.end[k] - 4);]=]
[=[const uint32_t from = @BUG@ ? at : HWY_MIN(at, areas.end[k] - 4);]=])
planted_bug(tlv_local_by_block tlv tlv src/tlv.cc
[=[if (Vouched(header, behind_fixed)) return behind_fixed;]=]
[=[if (!@BUG@ && Vouched(header, behind_fixed)) return behind_fixed;]=])
planted_bug(tlv_unspec_is_partial tlv tlv src/tlv.cc
[=[if (header.family() == Family::kUnspec && !Sound(view)) return]=]
[=[if (!@BUG@ && header.family() == Family::kUnspec && !Sound(view)) return]=])
planted_bug(tlv_unique_id_129 limit tlv src/tlv_values.cc
[=[ReadBytes(tlv, tlv_type::kUniqueId, 0, kUniqueIdMaxSize)]=]
[=[ReadBytes(tlv, tlv_type::kUniqueId, 0, kUniqueIdMaxSize + (@BUG@ ? 1 : 0))]=])
planted_bug(tlv_ssl_of_four_bytes bounds tlv src/tlv_values.cc
[=[if (tlv.value.size() < kSslHeadSize) return]=]
[=[if (tlv.value.size() < kSslHeadSize - (@BUG@ ? 1 : 0)) return]=])
planted_bug(tlv_surrogates_are_utf8 lenient tlv src/tlv_values.cc
[=[lead == 0xED ? 0x9F :]=]
[=[lead == 0xED && !@BUG@ ? 0x9F :]=])
planted_bug(crc_by_three_bytes crc tlv src/check-inl.h
[=[wrong[k] = ByteSwap32(stored) != sum;]=]
[=[wrong[k] = ((ByteSwap32(stored) ^ sum) & (@BUG@ ? 0xFFFFFF00 : 0xFFFFFFFF)) != 0;]=])
planted_bug(crc_before_structure crc tlv src/check-inl.h
[=[? InvalidHeader(2, Reason::kBadTlv, areas.fault[k])]=]
[=[? InvalidHeader(2, @BUG@ && areas.checksum[k] != 0 ? Reason::kBadCrc32c : Reason::kBadTlv,
                                                     areas.fault[k])]=])
planted_bug(crc_last_group bounds tlv src/checksum_batch-inl.h
[=[std::fill_n(order + count, kInterleaved, order[count - 1]);]=]
[=[std::fill_n(order + count, kInterleaved, order[@BUG@ ? 0 : count - 1]);]=])
planted_bug(crc_streams crc tlv src/checksum-inl.h
[=[AppendZeros(static_cast<uint32_t>(second), distance)]=]
[=[AppendZeros(static_cast<uint32_t>(second), @BUG@ ? 2 * distance : distance)]=])

# Building.
planted_bug(encode_one_byte_too_far bounds encode src/encode_header.cc
[=[if (target.size() < layout.size) return]=]
[=[if (target.size() + (@BUG@ ? 1 : 0) < layout.size) return]=])
planted_bug(encode_padding_is_not_written encode encode src/encode_layout.cc
[=[if (size != 0) std::memset(at_, 0, size);]=]
[=[if (size != 0 && !@BUG@) std::memset(at_, 0, size);]=])
planted_bug(encode_padding_of_two encode encode src/encode_layout.cc
[=[while (gap != 0 && gap < wire::kTlvHeadSize) gap += alignment;]=]
[=[while (gap != 0 && gap < wire::kTlvHeadSize) gap += alignment << (@BUG@ ? 1 : 0);]=])
planted_bug(encode_last_of_equal_runs encode encode src/view.cc
[=[if (i + 1 - begin > longest.size)]=]
[=[if (i + 1 - begin + (@BUG@ && longest.size > 1 ? 1 : 0) > longest.size)]=])
planted_bug(encode_crc_without_image crc encode src/encode_v2-inl.h
[=[const uint32_t image_crc = image.crc;]=]
[=[const uint32_t image_crc = @BUG@ ? 0 : image.crc;]=])
planted_bug(encode_mixed_families carry encode src/encode_v2-inl.h
[=[which &= which - 1, correction += spacing.correction) {]=]
[=[which &= which - 1, correction += @BUG@ ? 0 : spacing.correction) {]=])
planted_bug(encode_slots_too_many bounds encode src/encode_batch.cc
[=[(room - header.max_size_) / stride + 1);]=]
[=[(room - header.max_size_) / stride + (@BUG@ ? 2 : 1));]=])
planted_bug(encode_line_tail bounds encode src/encode_v1-inl.h
[=[const size_t at = HWY_MIN(begin, size - kPiece);]=]
[=[const size_t at = @BUG@ ? begin : HWY_MIN(begin, size - kPiece);]=])
planted_bug(encode_sizes_of_skipped stale encode src/encode_v2-inl.h
[=[if (job.sizes != nullptr) job.sizes[first] = 0;]=]
[=[if (job.sizes != nullptr && !@BUG@) job.sizes[first] = 0;]=])
planted_bug(encode_only_avx2 target encode src/encode_v2-inl.h
[=[hn::StoreMaskBits(d, hn::Eq(v, hn::Set(d, uint8_t{2})), inet6 + i / 8);]=]
[=[hn::StoreMaskBits(d, hn::Eq(v, hn::Set(d, uint8_t{2})), inet6 + (@BUG@ && HWY_TARGET == HWY_AVX2 ? 0 : i / 8));]=])
planted_bug(encode_only_sse4 target encode src/encode_v2-inl.h
[=[      hn::StoreN(v, d, sizes + i, count - i);]=]
[=[      hn::StoreN(v, d, sizes + i, count - i - (@BUG@ && HWY_TARGET == HWY_SSE4 ? 1 : 0));]=])
planted_bug(encode_only_ssse3 target encode src/encode_v2-inl.h
[=[  for (; begin + 16 < size; begin += 16)]=]
[=[  for (; begin + (@BUG@ && HWY_TARGET == HWY_SSSE3 ? 32 : 16) < size; begin += 16)]=])
planted_bug(encode_only_sse2 target encode src/encode_v1-inl.h
[=[    StoreLittle64(at + (begins >> 8 * i & 0xFF), ShiftedPiece(pieces + i));]=]
[=[    StoreLittle64(at + (begins >> 8 * i & (@BUG@ && HWY_TARGET == HWY_SSE2 ? 0x1F : 0xFF)), ShiftedPiece(pieces + i));]=])

# Finding.
planted_bug(scan_crossing_is_lost carry scan src/scan_state.cc
[=[if (end <= before) continue;]=]
[=[if (end <= before || (@BUG@ && i + 1 == before)) continue;]=])
planted_bug(scan_tail_of_last_chunk carry scan src/scan_state.cc
[=[std::min<size_t>(state_.tail_size_, kTail - added)]=]
[=[std::min<size_t>(state_.tail_size_, @BUG@ ? 0 : kTail - added)]=])
planted_bug(scan_behind_a_block carry scan src/scan_screens-inl.h
[=[constexpr size_t kEnd = kScanBlock + kScreenedBehind;]=]
[=[const size_t kEnd = kScanBlock + (@BUG@ ? 0 : kScreenedBehind);]=])
planted_bug(scan_edge_reads_behind bounds scan src/scan-inl.h
[=[if (left >= 63 + kSpan) {]=]
[=[if (left >= 63 + (@BUG@ ? 0 : kSpan)) {]=])
planted_bug(scan_edge_runs_into_blocks carry scan src/scan-inl.h
[=[if (end - p < 64) bits &=]=]
[=[if (end - p < 64 && !@BUG@) bits &=]=])
planted_bug(scan_order_changes_too_soon carry scan src/scan-inl.h
[=[if (FirstScreen(ScanTag(), p, other)) return]=]
[=[if (!@BUG@ && FirstScreen(ScanTag(), p, other)) return]=])
planted_bug(scan_tcp5 lenient scan src/scan_patterns-inl.h
[=[hn::AndNot(hn::Set(d, 2), Differ(d, p + 9, '4'));]=]
[=[hn::AndNot(hn::Set(d, @BUG@ ? 3 : 2), Differ(d, p + 9, '4'));]=])
planted_bug(scan_only_avx2 target scan src/scan_patterns-inl.h
[=[hn::Or(hn::LoadU(d, p + 4), Differ(d, p + 7, 'Q'));]=]
[=[hn::Or(hn::LoadU(d, p + 4), Differ(d, p + (@BUG@ && HWY_TARGET == HWY_AVX2 ? 8 : 7), 'Q'));]=])
planted_bug(scan_only_sse4 target scan src/scan_patterns-inl.h
[=[hn::Or(Differ(d, p + 3, 'X'), Differ(d, p + 4, 'Y'))]=]
[=[hn::Or(Differ(d, p + 3, @BUG@ && HWY_TARGET == HWY_SSE4 ? 'x' : 'X'), Differ(d, p + 4, 'Y'))]=])
planted_bug(scan_only_ssse3 target scan src/scan_screens-inl.h
[=[    least3 = LeastAt<Screen>(d, least3, p + i + 3 * lanes);]=]
[=[    least3 = LeastAt<Screen>(d, least3, p + i + (@BUG@ && HWY_TARGET == HWY_SSSE3 ? 2 : 3) * lanes);]=])
planted_bug(scan_only_sse2 target scan src/scan-inl.h
[=[hn::BitCast(d16, hn::LoadU(d, p + i + 1));]=]
[=[hn::BitCast(d16, hn::LoadU(d, p + i + (@BUG@ && HWY_TARGET == HWY_SSE2 ? 3 : 1)));]=])
planted_bug(scan_full_at_the_start limit scan src/scan_sinks.h
[=[return {found_, last + PatternSizeAt(kWhat, job_.data + last, job_.size - last)};]=]
[=[return {found_, last + (@BUG@ ? 1 : PatternSizeAt(kWhat, job_.data + last, job_.size - last))};]=])
planted_bug(scan_writes_four_at_once bounds scan src/scan_sinks.h
[=[if (job_.room - found_ > 64 + kAtOnce)]=]
[=[if (job_.room - found_ > (@BUG@ ? 8 : 64 + kAtOnce))]=])
planted_bug(find_headers_waits_too_late arrival scan src/scan_state.cc
[=[std::min(size - begin, kLongestPattern - 1)]=]
[=[std::min(size - begin, kLongestPattern - (@BUG@ ? 2 : 1))]=])
planted_bug(find_headers_drops_a_block carry scan src/scan_state.cc
[=[consumed += batch.consumed;]=]
[=[consumed += batch.consumed + (@BUG@ && batch.found == kBlockSize && consumed + batch.consumed < bytes.size() ? 1 : 0);]=])

# The C interface.
planted_bug(c_headers_of_first_copies carry c_interface src/c_decode.cc
[=[std::memcpy(headers + i, copied_headers.data(),]=]
[=[std::memcpy(headers + (@BUG@ ? 0 : i), copied_headers.data(),]=])
planted_bug(c_slots_begin_again carry c_interface src/c_decode.cc
[=[static_cast<const uint8_t*>(slots->base) + slots->stride * begin,]=]
[=[static_cast<const uint8_t*>(slots->base) + slots->stride * (@BUG@ ? 0 : begin),]=])
planted_bug(c_text_of_just_the_size bounds c_interface src/c_header.cc
[=[if (view.size() < size) {]=]
[=[if (view.size() < size + (@BUG@ ? 1 : 0)) {]=])
planted_bug(c_number_is_taken_as_byte contract c_interface src/c_records.h
[=[return static_cast<Enum>(number >= 0 && number < 255 ? number : 255);]=]
[=[return static_cast<Enum>(@BUG@ || (number >= 0 && number < 255) ? number & 255 : 255);]=])
planted_bug(c_strict_is_partial tlv c_interface src/c_tlv.cc
[=[return reading == SIMDPROXY_READ_STRICT ? Reading::kStrict : Reading::kPartial;]=]
[=[return reading == SIMDPROXY_READ_STRICT && !@BUG@ ? Reading::kStrict : Reading::kPartial;]=])
planted_bug(c_fault_keeps_value stale c_interface src/c_tlv.cc
[=[*to = {};
  if (value) {]=]
[=[if (!@BUG@) *to = {};
  if (value) {]=])
planted_bug(c_columns_of_first_records carry c_interface src/c_encode.cc
[=[from[i].stride * begin,]=]
[=[from[i].stride * (@BUG@ ? 0 : begin),]=])
planted_bug(c_sizes_of_first_records carry c_interface src/c_encode.cc
[=[output.sizes != nullptr ? output.sizes + begin : nullptr]=]
[=[output.sizes != nullptr ? output.sizes + (@BUG@ ? 0 : begin) : nullptr]=])
planted_bug(c_hits_of_first_copies carry c_interface src/c_scan.cc
[=[found.hits[all.found + i] += uint64_t{all.consumed} << 2;]=]
[=[found.hits[all.found + i] += @BUG@ ? 0 : uint64_t{all.consumed} << 2;]=])
planted_bug(c_any_state_is_one bounds c_interface src/c_scan.cc
[=[state.tail_size <= sizeof(state.tail) &&]=]
[=[(@BUG@ || state.tail_size <= sizeof(state.tail)) &&]=])
