/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bilinear interpolation of runs of pixels. As boards lie little askew, the neighbours of most pixels lie as those of the
 * pixel before, one farther: of such spans many pixels are computed at once. A number has 7 bits behind the point after the
 * first step, between left and right, and is rounded to a gray level after the second, between above and below. */
#include "image/aoi-pixels-bilinear.h"

/* Units of weights. To the right in whole steps of 1 / 127, as CPUs multiply bytes fastest; shares have more bits, so that they
 * can be added. */
#define STEPS 127
#define STEP 256
#define RIGHT (STEPS * STEP)
#define BELOW 32768

/* What brings a sum of weighted neighbours to a gray level, in 1 / 32768. */
#define TO_LEVEL 258

/* Whole pixels are lost, which spans do not have. */
static inline gint16
to_share (gint place, guint unit)
{
  return (gint16) ((guint) place * (unit >> 8) >> (AOI_BILINEAR_BITS - 8));
}

static void
axis_init (AoiBilinearAxis *self, gint step, guint unit, gint n)
{
  const gint length = ABS (step);

  self->step = step;
  self->flip = step > 0 ? AOI_BILINEAR_ONE - 1 : 0;
  self->n_steps = length > 0 ? AOI_BILINEAR_ONE / length : AOI_BILINEAR_TILE;
  self->crossed = self->n_steps * length;
  self->next = to_share (step, unit);
  for (gint i = 0; i < (n + AOI_BILINEAR_SLACK) / 2; i++)
    self->even[i] = to_share (2 * i * step, unit);
}

/*
 * aoi_bilinear_source_init_axes:
 * @self: a source
 * @x_step: columns from pixel to pixel of a run beyond one, in 1 / AOI_BILINEAR_ONE; from -2 to 2 pixels
 * @y_step: rows, likewise
 * @n: how many pixels runs have, at most AOI_BILINEAR_TILE
 */
void
aoi_bilinear_source_init_axes (AoiBilinearSource *self, gint x_step, gint y_step, gint n)
{
  axis_init (&self->x, x_step, RIGHT, n);
  axis_init (&self->y, y_step, BELOW, n);
}

/* What is left of a run. */
typedef struct {
  AoiBilinearPlace place;
  gint n, to_column, to_row; /* pixels; to the end, and before the neighbours change otherwise */
} Walk;

/* Pixels whose neighbours lie as those of the pixel before, one farther. */
typedef struct {
  gssize upper, lower; /* where the first one's left neighbours are, in each plane */
  gint n;
  gint16 x, y; /* its shares; half a step to the right of it */
} Span;

static gint
count_steps (const AoiBilinearAxis *axis, gint place)
{
  return axis->step != 0 ? (place ^ axis->flip) / ABS (axis->step) + 1 : AOI_BILINEAR_TILE;
}

static Walk
begin_walk (const AoiBilinearSource *source, const AoiBilinearPlace *begin, gint n)
{
  return (Walk){
    .place = *begin,
    .n = n,
    .to_column = count_steps (&source->x, begin->x),
    .to_row = count_steps (&source->y, begin->y),
  };
}

AOI_KERNEL_INLINE void
advance (const AoiBilinearAxis *axis, gint n, gint *place, gint *whole, gint *n_left)
{
  *place += n * axis->step;
  *n_left -= n;
  if (*n_left > 0)
    return;
  *whole += *place >> AOI_BILINEAR_BITS;
  *place &= AOI_BILINEAR_ONE - 1;
  *n_left = axis->n_steps + ((*place ^ axis->flip) >= axis->crossed);
}

AOI_KERNEL_INLINE gssize
find_pixel (const AoiBilinearSource *source, gint column, gint row)
{
  return (gssize) source->begins[row & (source->n_rows - 1)] + column;
}

AOI_KERNEL_INLINE Span
take_span (const AoiBilinearSource *source, Walk *walk)
{
  AoiBilinearPlace *place = &walk->place;
  const gint n = MIN (MIN (walk->to_column, walk->to_row), walk->n);
  const Span span = { find_pixel (source, place->column, place->row),
    find_pixel (source, place->column, place->row + 1), n,
    (gint16) (to_share (place->x, RIGHT) + STEP / 2), to_share (place->y, BELOW) };

  walk->n -= n;
  place->column += n;
  advance (&source->x, n, &place->x, &place->column, &walk->to_column);
  advance (&source->y, n, &place->y, &place->row, &walk->to_row);
  return span;
}

/* @factor: in 1 / 32768. Rounds, as the instruction of most SIMD units does. */
static inline gint16
multiply (gint16 value, gint16 factor)
{
  return (gint16) ((value * factor + (1 << 14)) >> 15);
}

static inline guint8
mix (const guint8 *upper, const guint8 *lower, gint16 x, gint16 y)
{
  const gint right = x / STEP, left = STEPS - right;
  const gint16 above = (gint16) (left * upper[0] + right * upper[1]);
  const gint16 below = (gint16) (left * lower[0] + right * lower[1]);

  return (guint8) multiply ((gint16) (above + multiply ((gint16) (below - above), y)), TO_LEVEL);
}

static void
interpolate_plane (const AoiBilinearSource *self, const Span *span, const guint8 *restrict plane,
    guint8 *restrict dest)
{
  const guint8 *upper = plane + span->upper, *lower = plane + span->lower;

  for (gint i = 0; i < span->n; i += 2) {
    const gint16 x = (gint16) (span->x + self->x.even[i / 2]);
    const gint16 y = (gint16) (span->y + self->y.even[i / 2]);

    dest[i] = mix (upper + i, lower + i, x, y);
    dest[i + 1] = mix (
        upper + i + 1, lower + i + 1, (gint16) (x + self->x.next), (gint16) (y + self->y.next));
  }
}

/* On CPUs without the instructions below. */
static void
interpolate (
    const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n, guint8 *const dest[3])
{
  Walk walk = begin_walk (self, begin, n);

  for (gint at = 0; at < n; at = n - walk.n) {
    const Span span = take_span (self, &walk);

    for (guint i = 0; i < self->n_planes; i++)
      interpolate_plane (self, &span, self->planes[i], dest[i] + at);
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
  return _mm256_xor_si256 (_mm256_shuffle_epi8 (shares, twice), _mm256_set1_epi16 (STEPS));
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
interpolate_blocks (const AoiBilinearSource *self, const Span span, const guint8 *const src[3],
    guint8 *const dest[3], gint at, guint n_planes)
{
  const __m256i first_x = _mm256_set1_epi16 (span.x), next_x = _mm256_set1_epi16 (self->x.next);
  const __m256i first_y = _mm256_set1_epi16 (span.y), next_y = _mm256_set1_epi16 (self->y.next);

  for (gsize pair = 0; 2 * pair < (gsize) span.n; pair += BLOCK / 2) {
    const Halves shares = get_shares (&self->x.even[pair], first_x, next_x);
    const Halves x = { get_weights (shares.even), get_weights (shares.odd) };
    const Halves y = get_shares (&self->y.even[pair], first_y, next_y);

    for (guint i = 0; i < n_planes; i++)
      mix_block (src[i] + span.upper + 2 * pair, src[i] + span.lower + 2 * pair, x, y,
          dest[i] + at + 2 * pair);
  }
}

/* Pointers of its own, as what is written might change others for all that the compiler knows. */
AVX2_INLINE void
interpolate_spans (const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n,
    guint8 *const dest[3], guint n_planes)
{
  const guint8 *const from[3] = { self->planes[0], self->planes[1], self->planes[2] };
  guint8 *const to[3] = { dest[0], dest[1], dest[2] };
  Walk walk = begin_walk (self, begin, n);

  for (gint at = 0; at < n; at = n - walk.n)
    interpolate_blocks (self, take_span (self, &walk), from, to, at, n_planes);
}

AVX2 static void
interpolate_with_avx2 (
    const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n, guint8 *const dest[3])
{
  if (self->n_planes == 1)
    interpolate_spans (self, begin, n, dest, 1);
  else
    interpolate_spans (self, begin, n, dest, 3);
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
interpolate_with_avx2 (
    const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n, guint8 *const dest[3])
{
  interpolate (self, begin, n, dest);
}
#endif

/*
 * aoi_bilinear_interpolate:
 * @self: a source
 * @begin: where the first pixel is
 * @n: how many pixels, as many as its axes were made for, or less
 * @dest: where they go, a plane each; of AOI_BILINEAR_SLACK bytes more the content is lost
 *
 * Any CPU computes the same bits. They are within 1.8 of the exact value where neighbours are black and white, and rounded
 * where they are alike.
 */
void
aoi_bilinear_interpolate (
    const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n, guint8 *const dest[3])
{
  if (has_avx2 ())
    interpolate_with_avx2 (self, begin, n, dest);
  else
    interpolate (self, begin, n, dest);
}
