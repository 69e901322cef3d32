/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bilinear interpolation of runs of pixels. A number has 7 bits behind the point after the first step, between left and
 * right, and is rounded to a gray level after the second, between above and below. */
#include "image/aoi-pixels-bilinear.h"

/* What brings such a number to a gray level, in 1 / 32768. */
#define TO_LEVEL 258

/* @factor: in 1 / 32768. Rounds, as the instruction of most SIMD units does. */
static inline gint16
multiply (gint16 value, gint16 factor)
{
  return (gint16) ((value * factor + (1 << 14)) >> 15);
}

static inline guint8
mix (const guint8 *upper, const guint8 *lower, gint16 x, gint16 y)
{
  const gint right = x / AOI_BILINEAR_STEP, left = AOI_BILINEAR_STEPS - right;
  const gint16 above = (gint16) (left * upper[0] + right * upper[1]);
  const gint16 below = (gint16) (left * lower[0] + right * lower[1]);

  return (guint8) multiply ((gint16) (above + multiply ((gint16) (below - above), y)), TO_LEVEL);
}

/* On CPUs without the instructions below. */
static void
interpolate_span (const AoiBilinearRun *run, const AoiBilinearSpan *span, guint plane)
{
  const guint8 *restrict upper = run->src[plane] + span->upper;
  const guint8 *restrict lower = run->src[plane] + span->lower;
  guint8 *restrict dest = run->dest[plane] + span->begin;

  for (gint i = 0; i < span->n; i += 2) {
    const gint16 x = (gint16) (span->x + run->x->even[i / 2]);
    const gint16 y = (gint16) (span->y + run->y->even[i / 2]);

    dest[i] = mix (upper + i, lower + i, x, y);
    dest[i + 1] = mix (
        upper + i + 1, lower + i + 1, (gint16) (x + run->x->next), (gint16) (y + run->y->next));
  }
}

static void
interpolate (const AoiBilinearRun *run)
{
  for (gint i = 0; i < run->n_spans; i++) {
    for (guint plane = 0; plane < run->n_planes; plane++)
      interpolate_span (run, &run->spans[i], plane);
  }
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* Pixels that are done at once. */
#define BLOCK AOI_BILINEAR_SLACK

#define AVX2 __attribute__ ((target ("avx2")))
#define AVX2_INLINE static inline __attribute__ ((always_inline, target ("avx2")))

/* Of the pixels of a block, the even and the odd ones. */
typedef struct {
  __m256i even, odd;
} Halves;

AVX2_INLINE __m256i
load (const void *from)
{
  return _mm256_loadu_si256 (from);
}

AVX2_INLINE Halves
get_shares (const gint16 *even, __m256i first, __m256i next)
{
  const __m256i shares = _mm256_add_epi16 (first, load (even));

  return (Halves){ shares, _mm256_add_epi16 (shares, next) };
}

/* From shares: bytes for the left and the right neighbour of each pixel. */
AVX2_INLINE __m256i
get_weights (__m256i shares)
{
  const __m256i twice = _mm256_set_epi8 (15, 15, 13, 13, 11, 11, 9, 9, 7, 7, 5, 5, 3, 3, 1, 1, 15,
      15, 13, 13, 11, 11, 9, 9, 7, 7, 5, 5, 3, 3, 1, 1);

  /* 127 - n is n with 7 bits inverted. */
  return _mm256_xor_si256 (
      _mm256_shuffle_epi8 (shares, twice), _mm256_set1_epi16 (AOI_BILINEAR_STEPS));
}

AVX2_INLINE __m256i
mix_halves (__m256i above, __m256i below, __m256i y)
{
  const __m256i given = _mm256_mulhrs_epi16 (_mm256_sub_epi16 (below, above), y);

  return _mm256_mulhrs_epi16 (_mm256_add_epi16 (above, given), _mm256_set1_epi16 (TO_LEVEL));
}

AVX2_INLINE void
mix_block (const guint8 *upper, const guint8 *lower, Halves x, Halves y, guint8 *dest)
{
  const __m256i even = mix_halves (_mm256_maddubs_epi16 (load (upper), x.even),
      _mm256_maddubs_epi16 (load (lower), x.even), y.even);
  const __m256i odd = mix_halves (_mm256_maddubs_epi16 (load (upper + 1), x.odd),
      _mm256_maddubs_epi16 (load (lower + 1), x.odd), y.odd);

  _mm256_storeu_si256 ((__m256i *) dest, _mm256_or_si256 (even, _mm256_slli_epi16 (odd, 8)));
}

/* In whole blocks: what is written behind the span is overwritten by the next one. */
AVX2_INLINE void
interpolate_blocks (const AoiBilinearSpan span, const AoiBilinearRun *run, const guint n_planes)
{
  const __m256i first_x = _mm256_set1_epi16 (span.x), next_x = _mm256_set1_epi16 (run->x->next);
  const __m256i first_y = _mm256_set1_epi16 (span.y), next_y = _mm256_set1_epi16 (run->y->next);
  const gint16 *even_x = run->x->even, *even_y = run->y->even;

  for (gsize at = 0; at < (gsize) span.n; at += BLOCK) {
    const Halves shares = get_shares (even_x + at / 2, first_x, next_x);
    const Halves x = { get_weights (shares.even), get_weights (shares.odd) };
    const Halves y = get_shares (even_y + at / 2, first_y, next_y);

    for (guint plane = 0; plane < n_planes; plane++)
      mix_block (run->src[plane] + span.upper + at, run->src[plane] + span.lower + at, x, y,
          run->dest[plane] + span.begin + at);
  }
}

AVX2 static void
interpolate_with_avx2 (const AoiBilinearRun *run)
{
  const AoiBilinearRun local = *run;

  for (gint i = 0; i < local.n_spans; i++) {
    if (local.n_planes == 1)
      interpolate_blocks (local.spans[i], &local, 1);
    else
      interpolate_blocks (local.spans[i], &local, 3);
  }
}

static gboolean
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2") != 0;
}
#else
static gboolean
has_avx2 (void)
{
  return FALSE;
}

static void
interpolate_with_avx2 (const AoiBilinearRun *run)
{
  interpolate (run);
}
#endif

/*
 * aoi_bilinear_interpolate:
 * @run: what to interpolate
 *
 * Any CPU computes the same bits. They are within 1.6 of the exact value between neighbours that are black and white, and
 * within 0.5 between such that are as bright.
 */
void
aoi_bilinear_interpolate (const AoiBilinearRun *run)
{
  if (has_avx2 ())
    interpolate_with_avx2 (run);
  else
    interpolate (run);
}
