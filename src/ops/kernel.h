/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/**
 * AOI_KERNEL:
 *
 * Compiles a kernel twice, for any CPU of the architecture and for AVX2, to be chosen when the
 * library is loaded. AVX2 alone brings no fused multiply-add, so both compute the same bits. Not with
 * ThreadSanitizer, which would have to run before the loader chooses.
 */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) \
    && !defined(__SANITIZE_THREAD__)
#define AOI_KERNEL __attribute__ ((target_clones ("avx2", "default")))
#else
#define AOI_KERNEL
#endif

/**
 * AOI_LANES:
 *
 * Sums over pixels are kept in this many partial sums, pixel x in number x % AOI_LANES: so the
 * compiler may use vector registers, and the result does not depend on their width.
 */
#define AOI_LANES 8

/**
 * AOI_EACH_LANE:
 * @i: name of the lane's number
 *
 * A loop over lanes. GCC would unroll so short a loop before it looks for vectors, and find none then.
 */
#define AOI_EACH_LANE(i) _Pragma ("GCC unroll 1") for (int i = 0; i < AOI_LANES; i++)
