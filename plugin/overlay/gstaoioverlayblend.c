/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlayblend.h"

#include <math.h>
#include <string.h>

#include "ops/kernel.h"

/* Puts what cairo drew into a picture's own format: dest = source + dest * (1 - alpha), as the source's
 * colours are multiplied by alpha already. This holds for YUV too, if the offset of black is weighted by
 * alpha. */

#define FRACTION_BITS 16
#define HALF (1 << (FRACTION_BITS - 1))

#define CACHE_LINE 64 /* bytes */

/* The shares of red and blue in luma, by the matrix of the frame: ITU-R BT.601-7, 709-6, 2020-2. */
static void
get_luma_shares (const GstVideoInfo *info, gdouble *kr, gdouble *kb)
{
  if (!gst_video_color_matrix_get_Kr_Kb (info->colorimetry.matrix, kr, kb))
    gst_video_color_matrix_get_Kr_Kb (GST_VIDEO_COLOR_MATRIX_BT601, kr, kb);
}

static gint
to_fixed (gdouble value)
{
  return (gint) lrint (value * (1 << FRACTION_BITS));
}

static void
set_weights (GstAoiOverlayTarget *self, const GstVideoInfo *info)
{
  const gboolean is_studio = self->is_yuv && info->colorimetry.range != GST_VIDEO_COLOR_RANGE_0_255;
  const gdouble luma = is_studio ? 219.0 / 255.0 : 1.0;
  const gdouble chroma = is_studio ? 224.0 / 255.0 : 1.0;
  gdouble kr, kb;

  get_luma_shares (info, &kr, &kb);
  {
    const gdouble share[3] = { kr, 1.0 - kr - kb, kb };

    for (gint i = 0; i < 3; i++) {
      self->weights[0][i] = to_fixed (luma * share[i]);
      self->weights[1][i] = to_fixed (chroma * 0.5 * ((i == 2) - share[i]) / (1.0 - kb));
      self->weights[2][i] = to_fixed (chroma * 0.5 * ((i == 0) - share[i]) / (1.0 - kr));
    }
  }
  self->black[0] = to_fixed ((is_studio ? 16.0 : 0.0) / 255.0);
  self->black[1] = self->black[2] = to_fixed (128.0 / 255.0);
}

/* Where each byte of a pixel is in a native word, counted in bits; what no colour takes is the fourth. */
static void
set_words (GstAoiOverlayTarget *self, guint8 *pixels)
{
  guint taken = 0;

  self->words = pixels;
  for (guint i = 0; i < 3; i++) {
    const guint byte = (guint) (self->data[i] - pixels);

    taken += byte;
    self->shift[i] = (guint8) (8 * (G_BYTE_ORDER == G_LITTLE_ENDIAN ? byte : 3 - byte));
  }
  self->shift[3] = (guint8) (8 * (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 6 - taken : taken - 3));
}

/**
 * gst_aoi_overlay_target_init:
 * @self: (out caller-allocates): the target
 * @frame: a frame of one of %GST_AOI_OVERLAY_FORMATS, mapped for reading and writing; must stay so
 *   while @self is used
 *
 * Describes a picture to blend into.
 */
void
gst_aoi_overlay_target_init (GstAoiOverlayTarget *self, const GstVideoFrame *frame)
{
  const GstVideoInfo *info = &frame->info;

  *self = (GstAoiOverlayTarget){ .n_components = MIN (GST_VIDEO_INFO_N_COMPONENTS (info), 3),
    .is_yuv = GST_VIDEO_INFO_IS_YUV (info),
    .width = GST_VIDEO_INFO_WIDTH (info),
    .height = GST_VIDEO_INFO_HEIGHT (info) };
  for (guint i = 0; i < self->n_components; i++) {
    self->data[i] = GST_VIDEO_FRAME_COMP_DATA (frame, i);
    self->stride[i] = (gsize) GST_VIDEO_FRAME_COMP_STRIDE (frame, i);
    self->step[i] = (gsize) GST_VIDEO_FRAME_COMP_PSTRIDE (frame, i);
  }
  if (GST_VIDEO_INFO_IS_RGB (info) && self->step[0] == 4)
    set_words (self, GST_VIDEO_FRAME_PLANE_DATA (frame, 0));
  set_weights (self, info);
}

/* A pixel of cairo's: colours multiplied by alpha. */
typedef struct {
  gint alpha, rgb[3];
} Pixel;

static inline __attribute__ ((always_inline)) guint32
load (const guint8 *argb)
{
  guint32 value;

  memcpy (&value, argb, sizeof value);
  return value;
}

static inline Pixel
get_pixel (const guint8 *argb)
{
  const guint32 value = load (argb);

  return (Pixel){ (gint) (value >> 24),
    { (gint) (value >> 16 & 0xff), (gint) (value >> 8 & 0xff), (gint) (value & 0xff) } };
}

/* @source is weighted by alpha already. The division by 255 is by shifts, exact for all bytes. */
static inline void
blend (guint8 *dest, gint source, gint alpha)
{
  const gint product = *dest * (255 - alpha) + 128;
  const gint value = source + ((product + (product >> 8)) >> 8);

  *dest = (guint8) CLAMP (value, 0, 255);
}

/* The same of the sums of @parts pixels. */
static inline void
blend_sums (guint8 *dest, gint source, gint alpha, gint parts)
{
  const gint whole = 255 * parts;
  const gint value = (source * 255 + *dest * (whole - alpha) + whole / 2) / whole;

  *dest = (guint8) CLAMP (value, 0, 255);
}

/* The component of a pixel or of a sum of them, weighted by alpha. */
static inline gint
weigh (const GstAoiOverlayTarget *self, guint component, const Pixel *p)
{
  const gint *w = self->weights[component];
  const gint sum = w[0] * p->rgb[0] + w[1] * p->rgb[1] + w[2] * p->rgb[2];

  return (sum + self->black[component] * p->alpha + HALF) >> FRACTION_BITS;
}

static inline guint8 *
get_dest (const GstAoiOverlayTarget *self, guint component, gint x, gint y)
{
  return self->data[component] + (gsize) y * self->stride[component]
      + (gsize) x * self->step[component];
}

static void
blend_rgb_row (const GstAoiOverlayTarget *self, gint x, gint y, gint n, const guint8 *argb)
{
  const gsize step = self->step[0];
  guint8 *red = get_dest (self, 0, x, y), *green = get_dest (self, 1, x, y);
  guint8 *blue = get_dest (self, 2, x, y);

  for (gint i = 0; i < n; i++, argb += 4, red += step, green += step, blue += step) {
    const Pixel p = get_pixel (argb);

    if (p.alpha == 0)
      continue;
    blend (red, p.rgb[0], p.alpha);
    blend (green, p.rgb[1], p.alpha);
    blend (blue, p.rgb[2], p.alpha);
  }
}

/* Bytes 0 and 2 of a word times @part / 255, exact as in blend(). */
static inline __attribute__ ((always_inline)) guint32
scale_two (guint32 word, guint32 part)
{
  const guint32 product = (word & 0x00ff00ff) * part + 0x00800080;

  return (product + (product >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
}

/* Pixels of four bytes are words. The fourth byte becomes as opaque as the rest. Without a branch, which
 * would keep it from being vectorised; what nothing is drawn on is written as it is. */
AOI_KERNEL static void
blend_words (const guint8 *restrict argb, gint n, const guint8 shift[4], guint8 *restrict dest)
{
  const guint red = shift[0], green = shift[1], blue = shift[2], fourth = shift[3];

  for (gint i = 0; i < n; i++) {
    const guint32 source = load (argb + 4 * i), before = load (dest + 4 * i);
    const guint32 through = 255 - (source >> 24);
    guint32 word = (source >> 16 & 0xff) << red | (source >> 8 & 0xff) << green
        | (source & 0xff) << blue | source >> 24 << fourth;

    word += scale_two (before, through) | scale_two (before >> 8, through) << 8;
    memcpy (dest + 4 * i, &word, sizeof word);
  }
}

static void
blend_luma_row (const GstAoiOverlayTarget *self, gint x, gint y, gint n, const guint8 *argb)
{
  guint8 *luma = get_dest (self, 0, x, y);

  for (gint i = 0; i < n; i++, argb += 4, luma++) {
    const Pixel p = get_pixel (argb);

    if (p.alpha > 0)
      blend (luma, weigh (self, 0, &p), p.alpha);
  }
}

static void
add_pixel (Pixel *sum, const guint8 *argb)
{
  const Pixel p = get_pixel (argb);

  sum->alpha += p.alpha;
  for (guint k = 0; k < 3; k++)
    sum->rgb[k] += p.rgb[k];
}

/* A chroma sample gets the mean of its pixels, which at an odd edge are two or one. */
static void
blend_chroma_row (const GstAoiOverlayTarget *self, const AoiRect *part, gint row,
    const guint8 *argb, gsize stride)
{
  const gint rows = MIN (2, part->height - row);

  for (gint x = 0; x < part->width; x += 2) {
    const gint columns = MIN (2, part->width - x), parts = rows * columns;
    Pixel sum = { 0 };

    for (gint i = 0; i < parts; i++)
      add_pixel (&sum, argb + (gsize) (i / columns) * stride + 4 * (gsize) (x + i % columns));
    for (guint k = 1; k < 3 && sum.alpha > 0; k++)
      blend_sums (get_dest (self, k, (part->x + x) / 2, (part->y + row) / 2), weigh (self, k, &sum),
          sum.alpha, parts);
  }
}

/**
 * gst_aoi_overlay_blend:
 * @self: a picture
 * @part: the part to blend into, inside of the picture; its corners are even, except at the picture's edge
 * @argb: rows of cairo's ARGB32 of that size
 * @stride: bytes from row to row of @argb
 *
 * Blends what cairo drew into a picture. Where nothing was drawn, pixels keep their values.
 */
void
gst_aoi_overlay_blend (
    const GstAoiOverlayTarget *self, const AoiRect *part, const guint8 *argb, gsize stride)
{
  for (gint y = 0; y < part->height; y++) {
    const guint8 *row = argb + (gsize) y * stride;

    if (self->words != NULL) {
      blend_words (row, part->width, self->shift,
          self->words + (gsize) (part->y + y) * self->stride[0] + 4 * (gsize) part->x);
      continue;
    }
    if (self->n_components == 3 && !self->is_yuv) {
      blend_rgb_row (self, part->x, part->y + y, part->width, row);
      continue;
    }
    blend_luma_row (self, part->x, part->y + y, part->width, row);
    if (self->n_components == 3 && y % 2 == 0)
      blend_chroma_row (self, part, y, row, stride);
  }
}

/**
 * gst_aoi_overlay_prefetch:
 * @self: a picture
 * @part: the part that will be blended into, inside of the picture
 *
 * Has the CPU fetch a part of a picture, which is mostly in no cache, while cairo draws.
 */
void
gst_aoi_overlay_prefetch (const GstAoiOverlayTarget *self, const AoiRect *part)
{
  const guint8 *pixels = self->words != NULL ? self->words : self->data[0];
  const gsize begin = (gsize) part->x * self->step[0];
  const gsize end = (gsize) (part->x + part->width) * self->step[0];

  for (gint y = part->y; y < part->y + part->height; y++)
    for (gsize x = begin; x < end; x += CACHE_LINE)
      __builtin_prefetch (pixels + (gsize) y * self->stride[0] + x, 1);
}
