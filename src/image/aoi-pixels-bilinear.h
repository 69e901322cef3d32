/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-pixels-private.h"

G_BEGIN_DECLS

/* How many bytes behind a span are read and overwritten, at most. */
#define AOI_BILINEAR_SLACK 32

/* A share of a pixel is how far right or below of a neighbour's centre a place is. To the right in whole steps, as bytes are
 * what the CPU multiplies fast; shares have some more bits, so that they can be added. */
#define AOI_BILINEAR_STEPS 127
#define AOI_BILINEAR_STEP 256
#define AOI_BILINEAR_RIGHT (AOI_BILINEAR_STEPS * AOI_BILINEAR_STEP)
#define AOI_BILINEAR_BELOW 32768

/*
 * AoiBilinearRamp:
 * @next: by how much the share of an odd pixel is above that of the one before
 * @even: by how much those of even pixels are above that of the first one
 *
 * How the share of an axis goes on along a span.
 */
typedef struct {
  gint16 next;
  gint16 even[(AOI_PIXELS_TILE + AOI_BILINEAR_SLACK) / 2];
} AoiBilinearRamp;

/*
 * AoiBilinearSpan:
 * @upper: where the first pixel's upper left neighbour is, in each plane of the source
 * @lower: where the one below is
 * @begin: the first pixel
 * @n: how many there are
 * @x: share of the first pixel to the right, and half a step
 * @y: share of it below
 *
 * Pixels whose neighbours lie as those of the pixel before, one farther.
 */
typedef struct {
  gint upper, lower;
  gint begin, n;
  gint16 x, y;
} AoiBilinearSpan;

/*
 * AoiBilinearRun:
 * @spans: in order, from the left
 * @n_spans: how many
 * @x: the ramp of all of them
 * @y: the ramp of all of them
 * @n_planes: 1 or 3
 * @src: planes with the neighbours
 * @dest: planes for the pixels
 *
 * A row of pixels to be interpolated.
 */
typedef struct {
  const AoiBilinearSpan *spans;
  gint n_spans;
  const AoiBilinearRamp *x, *y;
  guint n_planes;
  const guint8 *src[3];
  guint8 *dest[3];
} AoiBilinearRun;

G_GNUC_INTERNAL void aoi_bilinear_interpolate (const AoiBilinearRun *run);

G_END_DECLS
