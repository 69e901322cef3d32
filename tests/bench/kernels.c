/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each kernel alone: pixels a cycle, and its time against memcpy() of as many bytes as it is given, both
 * in turn on memory that stays in a cache; medians. What is measured is CPU time, in cycles of the
 * time-stamp counter, whose rate does not depend on the CPU's clock; where there is none, in ns. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "ops/align.h"
#include "ops/chroma.h"
#include "ops/color-count.h"
#include "ops/correlate-judged.h"
#include "ops/correlate.h"
#include "ops/filter.h"
#include "ops/gray-direction.h"
#include "ops/gray-filter.h"
#include "ops/gray-local.h"
#include "ops/gray-warp.h"
#include "ops/levels.h"
#include "ops/photometry.h"
#include "ops/resample.h"
#include "ops/sharpness.h"
#include "ops/structure.h"
#include "ops/warp.h"
#include "ops/window.h"
#include "support/test-wait.h"

#define SIDE 128 /* of planes: the size at which a ROI is compared */
#define BYTES_SIDE 512 /* of gray pictures */
#define MARGIN 8
#define COARSE 40
#define WINDOW 9
#define ROUNDS 15
#define ROUND_SECONDS 0.002

/* What kernels read and write: planes of SIDE x SIDE floats, pictures of BYTES_SIDE x BYTES_SIDE bytes. */
static AoiPlane golden, live, ones, half, halves, out, other, mean, variance, bare[4];
static AoiChroma chroma[2];
static AoiCentred coarse[2];
static AoiRun mask[SIDE];
static AoiSpan spans[SIDE];
static gfloat weights[8 * (SIDE + 2 * MARGIN + WINDOW)], sums[3 * BYTES_SIDE];
static gint offsets[SIDE];
static guint8 *gray, *blurred, *dest, *memory;
static guint32 columns[2 * BYTES_SIDE];
static gfloat *floats;
static volatile gdouble sink;

static gdouble
read_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gdouble) now.tv_sec + (gdouble) now.tv_nsec / 1e9;
}

/* Of the time-stamp counter, a second. */
static gdouble
get_cycle_rate (void)
{
#ifdef __x86_64__
  const gdouble begin = bench_wall ();
  const guint64 first = __builtin_ia32_rdtsc ();

  test_take_time (100 * G_TIME_SPAN_MILLISECOND);
  return (gdouble) (__builtin_ia32_rdtsc () - first) / (bench_wall () - begin);
#else
  return 1e9;
#endif
}

static AoiPlane
new_plane (gint side, gint margin)
{
  AoiPlane plane;
  gfloat *data = g_new0 (gfloat, aoi_plane_init (&plane, NULL, side, side, margin));

  aoi_plane_init (&plane, data, side, side, margin);
  return plane;
}

/* A picture with structure everywhere, moved by dx and dy, a little darker the more it is moved. */
static AoiPlane
new_picture (gint side, gint margin, gdouble dx, gdouble dy)
{
  AoiPlane plane = new_plane (side, margin);

  for (gint y = -margin; y < side + margin; y++)
    for (gint x = -margin; x < side + margin; x++)
      aoi_plane_row (&plane, y)[x] = (gfloat) (120 - fabs (dx)
          + 50 * sin (0.31 * (x - dx)) * cos (0.23 * (y - dy))
          + 30 * sin (0.11 * (x - dx) - 0.17 * (y - dy)));
  return plane;
}

static AoiCentred
new_centred (const AoiPlane *src, gint margin)
{
  AoiCentred self;
  gdouble *doubles = g_new (gdouble, aoi_centred_get_n_sums (src->width, src->height));
  gfloat *data = g_new (
      gfloat, aoi_centred_init (&self, NULL, doubles, src->width, src->height, margin));

  aoi_centred_init (&self, data, doubles, src->width, src->height, margin);
  aoi_centred_set (&self, src);
  return self;
}

static void
fill (AoiPlane *plane, gfloat value)
{
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      aoi_plane_row (plane, y)[x] = value;
}

static void
draw_planes (void)
{
  const AoiPlane small = new_picture (COARSE, 0, 0, 0), moved = new_picture (COARSE, 0, 2, 1);

  golden = new_picture (SIDE, MARGIN, 0, 0);
  live = new_picture (SIDE, MARGIN, 1.3, -0.6);
  half = new_picture (SIDE / 2, MARGIN / 2, 0, 0);
  halves = new_plane (SIDE / 2, MARGIN / 2);
  coarse[0] = new_centred (&small, COARSE / 4);
  coarse[1] = new_centred (&moved, COARSE / 4);
  ones = new_plane (SIDE, 0);
  fill (&ones, 1);
  out = new_plane (SIDE, 0);
  other = new_plane (SIDE, 0);
  mean = new_plane (SIDE, 0);
  variance = new_plane (SIDE, 0);
  fill (&variance, 900);
  for (guint i = 0; i < G_N_ELEMENTS (bare); i++)
    bare[i] = new_plane (SIDE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (chroma); i++)
    chroma[i] = (AoiChroma){ golden, golden, live };
  for (gint y = 0; y < SIDE; y++)
    mask[y] = (AoiRun){ 0, SIDE };
  aoi_spans_init (spans, SIDE, 0, (gdouble) BYTES_SIDE / 3 / SIDE, BYTES_SIDE / 3);
  floats = g_new (gfloat, BYTES_SIDE * BYTES_SIDE);
}

static void
draw_bytes (void)
{
  const gsize n = BYTES_SIDE * BYTES_SIDE;

  gray = g_malloc (n);
  blurred = g_malloc (n);
  dest = g_malloc (n);
  memory = g_malloc (MAX (n, aoi_gray_local_get_size (BYTES_SIDE, BYTES_SIDE, 32)));
  for (gsize i = 0; i < n; i++)
    gray[i] = (guint8) (128 + 90 * sin (0.05 * (gdouble) (i % BYTES_SIDE))
        + (gdouble) ((i * 2654435761u >> 13) % 16));
  aoi_gray_mean_along (gray, BYTES_SIDE, BYTES_SIDE, 4, blurred);
}

static void
smooth (void)
{
  aoi_filter_smooth (&golden, weights, &out);
}

static void
mean3 (void)
{
  aoi_filter_mean3 (&golden, weights, &out);
}

static void
max3 (void)
{
  aoi_filter_max3 (&golden, weights, &out);
}

static void
mean9 (void)
{
  aoi_filter_mean (&golden, WINDOW, weights, &out);
}

static void
structure_variance (void)
{
  aoi_structure_variance (&golden, WINDOW, &ones, weights, &out, &other);
}

static void
structure_difference (void)
{
  aoi_structure_difference (&golden, &mean, &variance, &live, WINDOW, &ones, 50, weights, &out);
}

static void
chroma_split (void)
{
  for (gint y = 0; y < SIDE; y++)
    aoi_chroma_split (aoi_plane_row (&golden, y), aoi_plane_row (&live, y),
        aoi_plane_row (&golden, y), SIDE, aoi_plane_row (&bare[0], y), aoi_plane_row (&bare[1], y),
        aoi_plane_row (&bare[2], y), aoi_plane_row (&bare[3], y));
}

static void
chroma_difference (void)
{
  aoi_chroma_difference (chroma, chroma, &other, &other, mask, &out);
}

static void
photometry_fit (void)
{
  sink += aoi_photometry_fit (&golden, &live, &ones, mask).gain;
}

static void
sharpness_split (void)
{
  aoi_sharpness_split (&golden, weights, &out);
}

static void
sharpness_fit (void)
{
  sink += aoi_sharpness_fit (&golden, &live, &other, &ones, mask);
}

static void
warp (void)
{
  const AoiPose pose = { 1.3, -0.6, 0.01 };
  const AoiRun run = { 0, SIDE };

  for (gint y = 0; y < SIDE; y++) {
    aoi_warp_row (&live, &pose, SIDE, SIDE, y, run, offsets, weights);
    aoi_warp_sample (&live, offsets, weights, SIDE, aoi_plane_row (&out, y));
  }
}

static void
align (void)
{
  AoiPose pose = { 1, -1, 0 };
  gdouble correlation;

  aoi_align_refine (&golden, &live, &ones, offsets, weights, &pose, &correlation);
  sink += pose.x;
}

static void
correlate_fine (void)
{
  gdouble x, y;

  sink += aoi_correlate_fine (&golden, &live, NULL, 1, 0, 3, &x, &y);
}

static void
correlate_coarse (void)
{
  gint x, y;

  sink += aoi_correlate_coarse (&coarse[0], &coarse[1], NULL, NULL, COARSE / 5, COARSE / 5, &x, &y);
}

static void
correlate_judged (void)
{
  const AoiRect all = { 0, 0, SIDE, SIDE };
  AoiJudgedPair pair;

  aoi_judged_pair_init (&pair, &golden, &live, &ones, 4);
  sink += aoi_correlate_judged (&pair, &all, 0, 0);
}

static void
resample_rgb (void)
{
  gfloat *const planes[] = { aoi_plane_row (&bare[0], 0), aoi_plane_row (&bare[1], 0),
    aoi_plane_row (&bare[2], 0) };

  for (gint y = 0; y < SIDE; y++)
    aoi_resample_rgb (gray, BYTES_SIDE, &spans[y], spans, SIDE, sums, planes);
}

static void
resample_halve (void)
{
  aoi_resample_halve (&golden, &halves);
}

static void
gray_mean_along (void)
{
  aoi_gray_mean_along (gray, BYTES_SIDE, BYTES_SIDE, 4, dest);
}

static void
gray_mean_down (void)
{
  aoi_gray_mean_down (gray, BYTES_SIDE, BYTES_SIDE, 4, columns, dest);
}

static void
gray_sharpen (void)
{
  aoi_gray_sharpen (gray, blurred, BYTES_SIDE * BYTES_SIDE, 2, dest);
}

static void
gray_threshold (void)
{
  aoi_gray_threshold (gray, blurred, BYTES_SIDE * BYTES_SIDE, 3, dest);
}

static void
gray_invert (void)
{
  aoi_gray_invert (gray, BYTES_SIDE * BYTES_SIDE, dest);
}

static void
gray_halve (void)
{
  aoi_gray_halve (gray, BYTES_SIDE, BYTES_SIDE / 2, BYTES_SIDE / 2, dest);
}

static void
gray_warp (void)
{
  const AoiAffine affine = { 0.966, -0.259, 60, 0.259, 0.966, -40 };

  aoi_gray_warp (gray, BYTES_SIDE, BYTES_SIDE, &affine, BYTES_SIDE, BYTES_SIDE, dest);
}

static void
gray_local_stretch (void)
{
  aoi_gray_local_stretch (gray, BYTES_SIDE, BYTES_SIDE, 32, 16, memory, dest);
}

static void
gray_directions (void)
{
  gint angles[2];

  sink += aoi_gray_find_directions (gray, BYTES_SIDE, BYTES_SIDE, angles, 2);
}

static void
levels_count (void)
{
  AoiLevels levels = { { 0 }, 0 };

  aoi_levels_count (&levels, gray, BYTES_SIDE, BYTES_SIDE, BYTES_SIDE);
  sink += (gdouble) levels.counts[100];
}

static void
window_mean (void)
{
  aoi_window_mean (gray, NULL, BYTES_SIDE, BYTES_SIDE, 10, columns, floats);
}

static void
color_count (void)
{
  const AoiColorBox box = { { 40, 40, 40 }, { 160, 200, 200 } };
  const guint n = BYTES_SIDE * BYTES_SIDE / 3;
  guint64 total[3] = { 0 };
  AoiColorPlanes planes;
  guint count = 0;

  for (guint i = 0; i < n; i += AOI_COLOR_BLOCK) {
    const guint block = MIN (AOI_COLOR_BLOCK, n - i);

    aoi_color_split (gray + 3 * (gsize) i, block, &planes, total);
    count += aoi_color_count (&planes, block, &box);
  }
  sink += count;
}

/* @pixels: that come out; @bytes: that go in. */
typedef struct {
  const gchar *name;
  void (*run) (void);
  guint pixels, bytes;
} Kernel;

#define PLANE (SIDE * SIDE), (SIDE * SIDE * 4)
#define PLANES(n) (SIDE * SIDE), (SIDE * SIDE * 4 * (n))
#define GRAY (BYTES_SIDE * BYTES_SIDE), (BYTES_SIDE * BYTES_SIDE)

static const Kernel kernels[] = {
  { "filter-smooth", smooth, PLANE },
  { "filter-mean3", mean3, PLANE },
  { "filter-max3", max3, PLANE },
  { "filter-mean9", mean9, PLANE },
  { "structure-variance", structure_variance, PLANE },
  { "structure-difference", structure_difference, PLANES (4) },
  { "chroma-split", chroma_split, PLANES (3) },
  { "chroma-difference", chroma_difference, PLANES (12) },
  { "photometry-fit", photometry_fit, PLANES (3) },
  { "sharpness-split", sharpness_split, PLANE },
  { "sharpness-fit", sharpness_fit, PLANES (4) },
  { "warp", warp, PLANE },
  { "align-refine", align, PLANES (3) },
  { "correlate-coarse", correlate_coarse, COARSE *COARSE, COARSE *COARSE * 8 },
  { "correlate-fine", correlate_fine, PLANES (2) },
  { "correlate-judged", correlate_judged, PLANES (3) },
  { "resample-rgb", resample_rgb, SIDE *SIDE, BYTES_SIDE *BYTES_SIDE / 3 },
  { "resample-halve", resample_halve, PLANE },
  { "gray-mean-along", gray_mean_along, GRAY },
  { "gray-mean-down", gray_mean_down, GRAY },
  { "gray-sharpen", gray_sharpen, GRAY },
  { "gray-threshold", gray_threshold, GRAY },
  { "gray-invert", gray_invert, GRAY },
  { "gray-halve", gray_halve, GRAY },
  { "gray-warp", gray_warp, GRAY },
  { "gray-local-stretch", gray_local_stretch, GRAY },
  { "gray-directions", gray_directions, GRAY },
  { "levels-count", levels_count, GRAY },
  { "window-mean", window_mean, GRAY },
  { "color-count", color_count, BYTES_SIDE *BYTES_SIDE / 3, BYTES_SIDE *BYTES_SIDE },
};

/* Seconds for so many calls. */
static gdouble
time_kernel (const Kernel *kernel, guint times)
{
  const gdouble begin = read_cpu ();

  for (guint i = 0; i < times; i++)
    kernel->run ();
  return read_cpu () - begin;
}

static gdouble
time_copy (guint bytes, guint times)
{
  const guint whole = BYTES_SIDE * BYTES_SIDE;
  const gdouble begin = read_cpu ();

  for (guint i = 0; i < times; i++) {
    memcpy (memory, gray, MIN (bytes, whole));
    __asm__ volatile("" : : "r"(memory) : "memory");
  }
  return (read_cpu () - begin) * MAX (1.0, (gdouble) bytes / whole);
}

static guint
count_calls (const Kernel *kernel)
{
  guint times = 1;

  while (time_kernel (kernel, times) < ROUND_SECONDS)
    times *= 2;
  return times;
}

static void
run (const Kernel *kernel, gdouble rate)
{
  const guint times = count_calls (kernel);
  gdouble seconds[ROUNDS], ratios[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++) {
    seconds[i] = time_kernel (kernel, times);
    ratios[i] = seconds[i] / (time_copy (kernel->bytes, 16 * times) / 16);
  }
  bench_median (ratios, ROUNDS);
  g_print ("kernels name=%s pixels_per_cycle=%.3f memcpy_ratio=%.1f min=%.1f max=%.1f\n",
      kernel->name, (gdouble) kernel->pixels * times / (bench_median (seconds, ROUNDS) * rate),
      ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

int
main (void)
{
  const gdouble rate = get_cycle_rate ();

  draw_bytes ();
  draw_planes ();
  for (guint i = 0; i < G_N_ELEMENTS (kernels); i++)
    run (&kernels[i], rate);
  return 0;
}
