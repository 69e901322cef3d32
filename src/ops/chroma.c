/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/chroma.h"

#include "ops/kernel.h"

/* Coefficients of luma: ITU-R BT.601. */
#define LUMA_RED 0.299f
#define LUMA_GREEN 0.587f
#define LUMA_BLUE 0.114f

/* From here on a channel is taken as burnt out: its colour is wrong. */
#define SATURATED 250.0f

/* Differences of up to FLOOR levels are noise and demosaicing; above FLOOR + FULL they count as much
 * as there. */
#define FLOOR 6.0f
#define FULL 120.0f

/**
 * aoi_chroma_split:
 * @red: pixels, 0..255
 * @green: pixels, 0..255
 * @blue: pixels, 0..255
 * @n: how many
 * @luma: (out): brightness
 * @red_green: (out): red minus green, which a change of offset leaves alone
 * @yellow_blue: (out): mean of red and green minus blue
 * @saturated: (out): 1 where a channel is burnt out, else 0
 *
 * Divides colours into brightness and two opponent channels.
 */
AOI_KERNEL
void
aoi_chroma_split (const gfloat *restrict red, const gfloat *restrict green,
    const gfloat *restrict blue, gint n, gfloat *restrict luma, gfloat *restrict red_green,
    gfloat *restrict yellow_blue, gfloat *restrict saturated)
{
  for (gint i = 0; i < n; i++) {
    gfloat r = red[i], g = green[i], b = blue[i];
    gfloat greatest = r > g ? r : g;

    greatest = greatest > b ? greatest : b;
    luma[i] = LUMA_RED * r + LUMA_GREEN * g + LUMA_BLUE * b;
    red_green[i] = r - g;
    yellow_blue[i] = 0.5f * (r + g) - b;
    saturated[i] = greatest >= SATURATED ? 1.0f : 0.0f;
  }
}

static inline gfloat
greater (gfloat a, gfloat b)
{
  return a > b ? a : b;
}

/* How far a channel is outside of what the other picture has next to it: edges may lie a pixel off. */
static inline gfloat
excess (gfloat golden, gfloat golden_low, gfloat golden_high, gfloat live, gfloat live_low,
    gfloat live_high)
{
  gfloat above = greater (live - golden_high, golden - live_high);
  gfloat below = greater (golden_low - live, live_low - golden);

  return greater (greater (above, below), 0.0f);
}

static inline __attribute__ ((always_inline)) void
add_excess_row (const AoiChroma *golden, const AoiChroma *live, gint y, gfloat *restrict dest)
{
  const gfloat *restrict g = aoi_plane_row (&golden->value, y);
  const gfloat *restrict gl = aoi_plane_row (&golden->low, y);
  const gfloat *restrict gh = aoi_plane_row (&golden->high, y);
  const gfloat *restrict l = aoi_plane_row (&live->value, y);
  const gfloat *restrict ll = aoi_plane_row (&live->low, y);
  const gfloat *restrict lh = aoi_plane_row (&live->high, y);

  for (gint x = 0; x < golden->value.width; x++)
    dest[x] += excess (g[x], gl[x], gh[x], l[x], ll[x], lh[x]);
}

/**
 * aoi_chroma_difference:
 * @golden: (array fixed-size=2): both colour channels of a picture
 * @live: (array fixed-size=2): those of another of the same size, aligned and as bright
 * @golden_saturated: 0..1: where the golden picture is burnt out
 * @live_saturated: 0..1: where the live picture is burnt out
 * @mask: a run for each row: the pixels that count
 * @dest: (out): how much the colour of each pixel differs, 0..1; 0 outside of @mask and where either
 *   picture is burnt out
 */
AOI_KERNEL
void
aoi_chroma_difference (const AoiChroma *golden, const AoiChroma *live,
    const AoiPlane *golden_saturated, const AoiPlane *live_saturated, const AoiRun *mask,
    const AoiPlane *dest)
{
  for (gint y = 0; y < dest->height; y++) {
    const gfloat *restrict gs = aoi_plane_row (golden_saturated, y);
    const gfloat *restrict ls = aoi_plane_row (live_saturated, y);
    gfloat *restrict out = aoi_plane_row (dest, y);

    for (gint x = 0; x < dest->width; x++)
      out[x] = 0.0f;
    add_excess_row (&golden[0], &live[0], y, out);
    add_excess_row (&golden[1], &live[1], y, out);
    for (gint x = 0; x < dest->width; x++) {
      gfloat d = greater (out[x] - FLOOR, 0.0f);

      d = (d < FULL ? d : FULL) * (1.0f / FULL) * (1.0f - greater (gs[x], ls[x]));
      out[x] = x >= mask[y].begin && x < mask[y].end ? d : 0.0f;
    }
  }
}
