/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "image/aoi-pixels-private.h"

/* Rows of YUV formats: first brought to one luma and one pair of chroma a pixel, then converted by
 * one kernel. Chroma is repeated for the pixels that share it. */

/* Fixed point with 16 bits of fraction: exact to a thousandth of a step over the whole range. */
#define FRACTION_BITS 16
#define HALF (1 << (FRACTION_BITS - 1))
#define FIXED(x) ((gint) ((x) * (1 << FRACTION_BITS) + 0.5))

typedef struct {
  gint black; /* luma of black */
  gint luma;
  gint red_v, green_u, green_v, blue_u; /* the green ones are subtracted */
} Coefficients;

/* ITU-R BT.601-7, 709-6 and 2020-2: kr and kb are the shares of red and blue in luma. */
#define COEFFICIENTS(kr, kb, black, luma, chroma) \
  { \
    black, FIXED (luma), FIXED (2 * (1 - kr) * chroma), \
        FIXED (2 * (1 - kb) * kb / (1 - kr - kb) * chroma), \
        FIXED (2 * (1 - kr) * kr / (1 - kr - kb) * chroma), FIXED (2 * (1 - kb) * chroma) \
  }
#define BOTH_RANGES(kr, kb) \
  { \
    COEFFICIENTS (kr, kb, 16, 255. / 219., 255. / 224.), COEFFICIENTS (kr, kb, 0, 1., 1.) \
  }

static const Coefficients coefficients[][2] = {
  [AOI_YUV_BT601] = BOTH_RANGES (0.299, 0.114),
  [AOI_YUV_BT709] = BOTH_RANGES (0.2126, 0.0722),
  [AOI_YUV_BT2020] = BOTH_RANGES (0.2627, 0.0593),
};

static inline const Coefficients *
get_coefficients (const AoiImage *image)
{
  return &coefficients[image->matrix][image->full_range ? 1 : 0];
}

static inline const guint8 *
get_row (const AoiImage *image, guint plane, gint row)
{
  return image->data[plane] + (gssize) row * image->stride[plane];
}

static inline guint8
to_byte (gint fixed)
{
  return CLAMP ((fixed + HALF) >> FRACTION_BITS, 0, 255);
}

AOI_KERNEL_INLINE void
take_every_other (const guint8 *restrict src, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    dest[i] = src[2 * i];
}

/* Writes `n` pixels, two of each sample; samples lie `step` bytes apart. */
AOI_KERNEL_INLINE void
repeat (const guint8 *restrict src, gint step, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n / 2; i++)
    aoi_store_pair (dest + 2 * i, src[i * step] * 0x0101);
  if ((n & 1) != 0)
    dest[n - 1] = src[n / 2 * step];
}

/* Planar (1), interleaved (2) and packed chroma (4) in a loop each, with a constant step. */
AOI_KERNEL static void
repeat_chroma (const guint8 *row, gint step, gint x, gint n, guint8 *dest)
{
  const guint8 *src = row + (gssize) (x >> 1) * step;

  if ((x & 1) != 0) {
    *dest++ = *src;
    src += step;
    n--;
  }
  if (step == 1)
    repeat (src, 1, n, dest);
  else if (step == 2)
    repeat (src, 2, n, dest);
  else
    repeat (src, 4, n, dest);
}

static void
read_luma (const AoiImage *image, gint x, gint y, gint n, guint8 *luma)
{
  const guint8 *row = get_row (image, 0, y);

  if (image->format == AOI_FORMAT_YUY2)
    take_every_other (row + 2 * (gssize) x, n, luma);
  else if (image->format == AOI_FORMAT_UYVY)
    take_every_other (row + 2 * (gssize) x + 1, n, luma);
  else
    memcpy (luma, row + x, n);
}

static void
read_chroma (const AoiImage *image, gint x, gint y, gint n, guint8 *u, guint8 *v)
{
  switch (image->format) {
    case AOI_FORMAT_Y444:
      memcpy (u, get_row (image, 1, y) + x, n);
      memcpy (v, get_row (image, 2, y) + x, n);
      break;
    case AOI_FORMAT_Y42B:
      repeat_chroma (get_row (image, 1, y), 1, x, n, u);
      repeat_chroma (get_row (image, 2, y), 1, x, n, v);
      break;
    case AOI_FORMAT_YUY2:
      repeat_chroma (get_row (image, 0, y) + 1, 4, x, n, u);
      repeat_chroma (get_row (image, 0, y) + 3, 4, x, n, v);
      break;
    case AOI_FORMAT_UYVY:
      repeat_chroma (get_row (image, 0, y), 4, x, n, u);
      repeat_chroma (get_row (image, 0, y) + 2, 4, x, n, v);
      break;
    case AOI_FORMAT_NV12:
      repeat_chroma (get_row (image, 1, y >> 1), 2, x, n, u);
      repeat_chroma (get_row (image, 1, y >> 1) + 1, 2, x, n, v);
      break;
    case AOI_FORMAT_NV21:
      repeat_chroma (get_row (image, 1, y >> 1) + 1, 2, x, n, u);
      repeat_chroma (get_row (image, 1, y >> 1), 2, x, n, v);
      break;
    case AOI_FORMAT_YV12:
      repeat_chroma (get_row (image, 2, y >> 1), 1, x, n, u);
      repeat_chroma (get_row (image, 1, y >> 1), 1, x, n, v);
      break;
    default:
      repeat_chroma (get_row (image, 1, y >> 1), 1, x, n, u);
      repeat_chroma (get_row (image, 2, y >> 1), 1, x, n, v);
      break;
  }
}

AOI_KERNEL static void
stretch_luma (guint8 *luma, gint n, gint black, gint scale)
{
  for (gint i = 0; i < n; i++)
    luma[i] = to_byte ((luma[i] - black) * scale);
}

/* Row function of the YUV formats: the luma, in full range. */
void
aoi_pixels_yuv_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  const Coefficients *c = get_coefficients (image);

  read_luma (image, x, y, n, planes[0]);
  if (!image->full_range)
    stretch_luma (planes[0], n, c->black, c->luma);
}

/* Converts in place: luma and chroma become red, green and blue. */
AOI_KERNEL static void
convert (const Coefficients *coeffs, gint n, guint8 *restrict y_r, guint8 *restrict u_g,
    guint8 *restrict v_b)
{
  const Coefficients c = *coeffs;

  for (gint i = 0; i < n; i++) {
    gint y = (y_r[i] - c.black) * c.luma, u = u_g[i] - 128, v = v_b[i] - 128;

    y_r[i] = to_byte (y + c.red_v * v);
    u_g[i] = to_byte (y - c.green_u * u - c.green_v * v);
    v_b[i] = to_byte (y + c.blue_u * u);
  }
}

/* Row function of the YUV formats. */
void
aoi_pixels_yuv_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  read_luma (image, x, y, n, planes[0]);
  read_chroma (image, x, y, n, planes[1], planes[2]);
  convert (get_coefficients (image), n, planes[0], planes[1], planes[2]);
}
