/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What differs from one good board to the next: how it lies, the light, focus, noise and compression.
 * The ranges are those of the benchmark's ordinary boards (tests/accuracy.sh). */
#include "challenge/challenge-nuisance.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>

#include "aoi-error.h"

#define MAX_SHIFT 8.0 /* pixels, and no more than MAX_SHIFT_SHARE of the smaller side */
#define MAX_SHIFT_SHARE 0.08
#define MAX_ANGLE 1.0 /* degrees */
#define MAX_GAIN 0.15
#define MAX_OFFSET 6.0
#define MAX_BLUR 0.8 /* standard deviation, pixels */
#define MIN_BLUR 0.2 /* less is none */
#define MAX_NOISE 3.0 /* standard deviation, grey levels */
#define MIN_QUALITY 85 /* of JPEG */
#define MAX_QUALITY 95

typedef struct {
  gdouble dx, dy, angle;
  gfloat gain, offset, noise;
  gdouble blur;
  gint quality;
} Nuisance;

/* Numbers of the normal distribution, which all noise is drawn from. */
gfloat *
challenge_grain_new (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gfloat *grain = g_new (gfloat, CHALLENGE_GRAINS);

  for (guint i = 0; i < CHALLENGE_GRAINS; i++)
    grain[i] = (gfloat) challenge_noise (rand);
  return grain;
}

static gdouble
draw_range (GRand *rand, gdouble most)
{
  return g_rand_double_range (rand, -most, most);
}

static void
nuisance_init (Nuisance *self, gint side, GRand *rand)
{
  gdouble shift = MIN (MAX_SHIFT, MAX_SHIFT_SHARE * side);

  self->dx = draw_range (rand, shift);
  self->dy = draw_range (rand, shift);
  self->angle = draw_range (rand, MAX_ANGLE) * G_PI / 180.0;
  self->gain = (gfloat) (1.0 + draw_range (rand, MAX_GAIN));
  self->offset = (gfloat) draw_range (rand, MAX_OFFSET);
  self->blur = g_rand_double_range (rand, 0.0, MAX_BLUR);
  self->noise = (gfloat) g_rand_double_range (rand, 0.0, MAX_NOISE);
  self->quality = g_rand_int_range (rand, MIN_QUALITY, MAX_QUALITY + 1);
}

/* The canvas as it lies after the shift and the turn about its centre: three planes, one after the
 * other in each row. */
static gfloat *
move (const AoiRgbImage *canvas, const Nuisance *nuisance)
{
  gfloat *moved = g_new (gfloat, 3 * (gsize) canvas->width * canvas->height);
  gdouble cosine = cos (nuisance->angle), sine = sin (nuisance->angle);
  gdouble cx = 0.5 * (canvas->width - 1), cy = 0.5 * (canvas->height - 1);
  gsize n = (gsize) canvas->width;

  for (gint y = 0; y < canvas->height; y++) {
    gfloat *row = moved + 3 * n * (gsize) y;
    gdouble v = y - cy - nuisance->dy;
    gdouble from_x = cx - cosine * (cx + nuisance->dx) + sine * v;
    gdouble from_y = cy + sine * (cx + nuisance->dx) + cosine * v;

    for (gsize x = 0; x < n; x++) {
      gfloat rgb[3];

      challenge_sample (canvas, from_x + cosine * (gdouble) x, from_y - sine * (gdouble) x, rgb);
      row[x] = rgb[0];
      row[n + x] = rgb[1];
      row[2 * n + x] = rgb[2];
    }
  }
  return moved;
}

/* Gaussian of which five taps are left, which for 0.8 pixels are all that count. */
static void
init_taps (gdouble sigma, gfloat taps[3])
{
  gdouble sum;

  for (gint i = 0; i < 3; i++)
    taps[i] = (gfloat) exp (-0.5 * i * i / (sigma * sigma));
  sum = taps[0] + 2.0 * (taps[1] + taps[2]);
  for (gint i = 0; i < 3; i++)
    taps[i] = (gfloat) (taps[i] / sum);
}

static void
blur_line (const gfloat *from, gfloat *to, gsize n, const gfloat taps[3])
{
  for (gsize i = 0; i < n; i++) {
    gsize a = i > 0 ? i - 1 : 0, b = i > 1 ? i - 2 : 0;
    gsize c = MIN (i + 1, n - 1), d = MIN (i + 2, n - 1);

    to[i] = taps[0] * from[i] + taps[1] * (from[a] + from[c]) + taps[2] * (from[b] + from[d]);
  }
}

static void
blur (gfloat *planes, gint width, gint height, gdouble sigma)
{
  gsize row = 3 * (gsize) width, n = row * (gsize) height;
  g_autofree gfloat *across = g_new (gfloat, n);
  gfloat taps[3];

  init_taps (sigma, taps);
  for (gsize i = 0; i < 3 * (gsize) height; i++)
    blur_line (planes + i * (gsize) width, across + i * (gsize) width, (gsize) width, taps);
  for (gint y = 0; y < height; y++) {
    const gfloat *here = across + row * (gsize) y;
    const gfloat *up = across + row * (gsize) MAX (0, y - 1);
    const gfloat *up2 = across + row * (gsize) MAX (0, y - 2);
    const gfloat *down = across + row * (gsize) MIN (height - 1, y + 1);
    const gfloat *down2 = across + row * (gsize) MIN (height - 1, y + 2);
    gfloat *to = planes + row * (gsize) y;

    for (gsize i = 0; i < row; i++)
      to[i] = taps[0] * here[i] + taps[1] * (up[i] + down[i]) + taps[2] * (up2[i] + down2[i]);
  }
}

/* Light and the sensor's noise: what the camera makes of the planes. */
static void
expose (const gfloat *planes, const Nuisance *nuisance, const gfloat *grain, GRand *rand,
    AoiRgbImage *canvas)
{
  gsize n = (gsize) canvas->width;

  for (gint y = 0; y < canvas->height; y++) {
    const gfloat *row = planes + 3 * n * (gsize) y;
    guint8 *pixel = canvas->data + 3 * n * (gsize) y;
    guint at = g_rand_int (rand);

    for (gsize x = 0; x < n; x++, pixel += 3)
      for (gsize c = 0; c < 3; c++) {
        gfloat level = row[c * n + x] * nuisance->gain + nuisance->offset
            + nuisance->noise * grain[at++ % CHALLENGE_GRAINS];

        pixel[c] = (guint8) (CLAMP (level, 0.0f, 255.0f) + 0.5f);
      }
  }
}

static AoiRgbImage *
compress (const AoiRgbImage *image, gint quality, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE,
      8, image->width, image->height, 3 * image->width, NULL, NULL);
  g_autofree gchar *text = g_strdup_printf ("%d", quality);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  gchar *data;
  gsize size;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "jpeg", &local, "quality", text, NULL)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "JPEG cannot be made: %s", local->message);
    return NULL;
  }
  bytes = g_bytes_new_take (data, size);
  return aoi_image_file_decode (bytes, "a JPEG in memory", error);
}

/* Makes of the canvas what a camera sees of it on another day. */
gboolean
challenge_nuisance_apply (ChallengeDrawing *drawing, const gfloat *grain, GError **error)
{
  AoiRgbImage *canvas = drawing->canvas;
  g_autofree gfloat *planes = NULL;
  AoiRgbImage *compressed;
  Nuisance nuisance;

  nuisance_init (&nuisance, drawing->side, drawing->rand);
  planes = move (canvas, &nuisance);
  if (nuisance.blur > MIN_BLUR)
    blur (planes, canvas->width, canvas->height, nuisance.blur);
  expose (planes, &nuisance, grain, drawing->rand, canvas);
  compressed = compress (canvas, nuisance.quality, error);
  if (compressed == NULL)
    return FALSE;
  aoi_rgb_image_free (drawing->canvas);
  drawing->canvas = compressed;
  return TRUE;
}
