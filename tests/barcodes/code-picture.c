/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "code-picture.h"

#include <math.h>

#include "fixtures.h"

/* Points a pixel and axis whose mean is what the camera's pixel sees. */
#define SAMPLES 4

const gchar *const code_kind_names[] = {
  "DataMatrix",
  "QRCode",
  "Code128",
  "Code39",
  "EAN-13",
  "PDF417",
  "Aztec",
};

const gchar *const code_condition_names[] = {
  "easy",
  "module",
  "turned",
  "contrast",
  "blur",
  "noise",
  "glare",
  "inverted",
  "uneven",
  "dotted",
  "laser",
  "curved",
  "small",
};

/* What is drawn, and how it is seen. */
typedef struct {
  gdouble module; /* pixels */
  gdouble angle; /* radians */
  gdouble contrast; /* share of the levels, 0..1 */
  gdouble middle; /* level halfway */
  gdouble blur; /* standard deviation, pixels */
  gdouble noise; /* standard deviation, levels */
  gdouble glare; /* radius as share of the code's smaller side; 0: none */
  gdouble glare_x, glare_y; /* place in the code, -0.5..0.5 of each side */
  gdouble light; /* share of light at the dark end; 1: even */
  gdouble light_angle; /* radians: where it falls off to */
  gdouble margins[4]; /* pixels: left, top, right, bottom of the label */
  gdouble ground; /* level around the label, 0 the code's dark, 1 its light */
  gboolean inverted;
  gdouble dot; /* radius of a dark module's dot, in modules; 0: it is a square */
  gdouble depth; /* by how much of their darkness dots may differ, 0..1 */
  gdouble grain; /* standard deviation of the ground's streaks, levels */
  gdouble bend; /* radians from the label's middle to its side, around a cylinder; 0: flat */
} Look;

/* A code's modules with their quiet zone, and the picture in which they lie. */
typedef struct {
  FixtureCanvas *modules; /* a pixel a module */
  const Look *look;
  gdouble *light; /* the picture, 0..255 */
  gint width, height;
  gdouble centre_x, centre_y; /* of the label in the picture */
  gdouble c, s; /* cosine and sine of the angle, a module */
} Scene;

static gchar *
draw_text (CodeKind kind, GRand *rand)
{
  static const gchar characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const gint length = kind == CODE_128 || kind == CODE_39 ? g_rand_int_range (rand, 6, 13)
                                                          : g_rand_int_range (rand, 6, 25);
  gchar *text;

  if (kind == CODE_EAN_13) {
    gint sum = 0;

    text = g_strdup_printf ("%d%09d%02d", g_rand_int_range (rand, 1, 10),
        g_rand_int_range (rand, 0, 1000000000), g_rand_int_range (rand, 0, 100));
    for (gint i = 0; i < 12; i++)
      sum += (text[i] - '0') * (i % 2 ? 3 : 1);
    return g_strdup_printf ("%s%d", g_steal_pointer (&text), (10 - sum % 10) % 10);
  }
  text = g_malloc0 ((gsize) length + 1);
  for (gint i = 0; i < length; i++)
    text[i] = characters[g_rand_int_range (rand, 0, sizeof characters - 1)];
  return text;
}

static void
choose_easy (Look *look, GRand *rand)
{
  *look = (Look){
    .module = g_rand_double_range (rand, 3.0, 6.0),
    .angle = g_rand_double_range (rand, -2.0, 2.0) * G_PI / 180.0,
    .contrast = g_rand_double_range (rand, 0.6, 0.9),
    .blur = 0.6,
    .noise = 2.0,
    .light = 1.0,
    .ground = g_rand_double_range (rand, 0.2, 1.0),
  };
  for (guint i = 0; i < G_N_ELEMENTS (look->margins); i++)
    look->margins[i] = g_rand_double_range (rand, 2.0, 30.0);
}

static void
choose_laser (Look *look, GRand *rand)
{
  look->dot = g_rand_double_range (rand, 0.4, 0.6);
  look->depth = g_rand_double_range (rand, 0.1, 0.6);
  look->grain = g_rand_double_range (rand, 4.0, 14.0);
  look->contrast = g_rand_double_range (rand, 0.25, 0.6);
}

static void
choose_look (Look *look, CodeCondition condition, GRand *rand)
{
  choose_easy (look, rand);
  if (condition == CODE_MODULE)
    look->module = g_rand_double_range (rand, 2.0, 8.0);
  else if (condition == CODE_TURNED)
    look->angle = g_rand_double_range (rand, 0.0, 2.0 * G_PI);
  else if (condition == CODE_CONTRAST)
    look->contrast = g_rand_double_range (rand, 0.1, 1.0);
  else if (condition == CODE_BLUR)
    look->blur = look->module * g_rand_double_range (rand, 0.3, 1.0);
  else if (condition == CODE_NOISE)
    look->noise = g_rand_double_range (rand, 8.0, 50.0);
  else if (condition == CODE_GLARE)
    look->glare = g_rand_double_range (rand, 0.08, 0.3);
  else if (condition == CODE_UNEVEN)
    look->light = g_rand_double_range (rand, 0.08, 0.5);
  else if (condition == CODE_DOTTED)
    look->dot = g_rand_double_range (rand, 0.3, 0.5);
  else if (condition == CODE_LASER)
    choose_laser (look, rand);
  else if (condition == CODE_SMALL)
    look->module = g_rand_double_range (rand, 1.5, 3.0);
  else if (condition == CODE_CURVED)
    look->bend = g_rand_double_range (rand, 20.0, 65.0) * G_PI / 180.0;
  look->inverted = condition == CODE_INVERTED;
  look->glare_x = g_rand_double_range (rand, -0.4, 0.4);
  look->glare_y = g_rand_double_range (rand, -0.4, 0.4);
  look->light_angle = g_rand_double_range (rand, 0.0, 2.0 * G_PI);
  look->middle = g_rand_double_range (rand, 127.5 * look->contrast, 255.0 - 127.5 * look->contrast);
}

/* From where a point is seen to where it is on the label, along its turn, in modules from the middle; beyond
 * all of it where the cylinder ends. */
static gdouble
unroll (const Scene *scene, gdouble along)
{
  const gdouble radius = scene->modules->width / 2.0 / scene->look->bend;

  return fabs (along) < radius ? radius * asin (along / radius) : scene->modules->width;
}

/* How dark a dark module is at a point of it, 0..1; @x and @y are from its corner. */
static gdouble
see_dot (const Look *look, gint column, gint row, gdouble x, gdouble y)
{
  const guint32 hash = ((guint32) column * 73856093u ^ (guint32) row * 19349663u) * 2654435761u;

  if (look->dot <= 0.0)
    return 1.0;
  return hypot (x - 0.5, y - 0.5) <= look->dot ? 1.0 - look->depth * (hash >> 16) / 65535.0 : 0.0;
}

static gboolean
is_dark (const Scene *scene, gint column, gint row)
{
  return scene->modules->data[3 * ((gsize) row * scene->modules->width + column)] == 0;
}

/* The level at a point of the picture, 0 the code's dark and 1 its light. */
static gdouble
see_point (const Scene *scene, gdouble x, gdouble y)
{
  const Look *look = scene->look;
  const gdouble dx = x - scene->centre_x, dy = y - scene->centre_y;
  const gdouble seen = scene->c * dx + scene->s * dy;
  const gdouble along = (look->bend > 0.0 ? unroll (scene, seen) : seen)
      + scene->modules->width / 2.0;
  const gdouble across = scene->c * dy - scene->s * dx + scene->modules->height / 2.0;
  const gint column = (gint) floor (along), row = (gint) floor (across);
  gdouble level = 1.0;

  if (column < 0 || row < 0 || column >= scene->modules->width || row >= scene->modules->height)
    return look->ground;
  if (is_dark (scene, column, row))
    level -= see_dot (look, column, row, along - column, across - row);
  return look->inverted ? 1.0 - level : level;
}

static void
expose (const Scene *scene)
{
  const Look *look = scene->look;
  const gdouble dark = look->middle - 127.5 * look->contrast, range = 255.0 * look->contrast;

  for (gint y = 0; y < scene->height; y++) {
    for (gint x = 0; x < scene->width; x++) {
      gdouble sum = 0.0;

      for (gint i = 0; i < SAMPLES * SAMPLES; i++)
        sum += see_point (
            scene, x + (i % SAMPLES + 0.5) / SAMPLES, y + (i / SAMPLES + 0.5) / SAMPLES);
      scene->light[y * scene->width + x] = dark + range * sum / (SAMPLES * SAMPLES);
    }
  }
}

/* Along one axis: `n` pixels that lie `step` apart. */
static void
blur_run (gdouble *light, gint n, gint step, const gdouble *kernel, gint radius, gdouble *copy)
{
  for (gint i = 0; i < n; i++)
    copy[i] = light[i * step];
  for (gint i = 0; i < n; i++) {
    gdouble sum = 0.0;

    for (gint k = -radius; k <= radius; k++)
      sum += kernel[ABS (k)] * copy[CLAMP (i + k, 0, n - 1)];
    light[i * step] = sum;
  }
}

static void
blur (const Scene *scene)
{
  const gdouble sigma = scene->look->blur;
  const gint radius = (gint) ceil (3.0 * sigma);
  g_autofree gdouble *kernel = g_new (gdouble, radius + 1);
  g_autofree gdouble *copy = g_new (gdouble, MAX (scene->width, scene->height));
  gdouble sum = 0.0;

  for (gint k = 0; k <= radius; k++) {
    kernel[k] = exp (-0.5 * k * k / (sigma * sigma));
    sum += k == 0 ? kernel[k] : 2.0 * kernel[k];
  }
  for (gint k = 0; k <= radius; k++)
    kernel[k] /= sum;
  for (gint y = 0; y < scene->height; y++)
    blur_run (scene->light + y * scene->width, scene->width, 1, kernel, radius, copy);
  for (gint x = 0; x < scene->width; x++)
    blur_run (scene->light + x, scene->height, scene->width, kernel, radius, copy);
}

/* Light falls off along one direction; glare adds to it, until the camera saturates. */
static void
illuminate (const Scene *scene)
{
  const Look *look = scene->look;
  const gdouble wide = scene->modules->width * look->module;
  const gdouble high = scene->modules->height * look->module;
  const gdouble c = cos (look->angle), s = sin (look->angle);
  const gdouble px = look->glare_x * wide, py = look->glare_y * high;
  const gdouble glare_x = scene->centre_x + c * px - s * py;
  const gdouble glare_y = scene->centre_y + s * px + c * py;
  const gdouble radius = look->glare * MIN (wide, high);
  const gdouble reach = (fabs (cos (look->light_angle)) * scene->width
                            + fabs (sin (look->light_angle)) * scene->height)
      / 2.0;

  for (gint y = 0; y < scene->height; y++) {
    for (gint x = 0; x < scene->width; x++) {
      const gdouble along = cos (look->light_angle) * (x - scene->width / 2.0)
          + sin (look->light_angle) * (y - scene->height / 2.0);
      const gdouble share = 0.5 + 0.5 * along / reach;
      gdouble *light = &scene->light[y * scene->width + x];

      *light *= 1.0 + (look->light - 1.0) * share;
      if (radius > 0.0)
        *light += 400.0 * exp (-pow (hypot (x - glare_x, y - glare_y) / radius, 4.0));
    }
  }
}

/* Nearly normal noise: the sum of four uniform bytes. */
static void
digitise (const Scene *scene, GRand *rand, guint8 *gray)
{
  const gdouble scale = scene->look->noise / sqrt (4 * (256.0 * 256.0 - 1) / 12);

  for (gsize i = 0; i < (gsize) scene->width * scene->height; i++) {
    const guint32 r = g_rand_int (rand);
    const gint sum = (gint) ((r & 0xff) + (r >> 8 & 0xff) + (r >> 16 & 0xff) + (r >> 24));

    gray[i] = (guint8) CLAMP (scene->light[i] + (sum - 510) * scale + 0.5, 0.0, 255.0);
  }
}

/* Brushed metal: each line of pixels is lighter or darker, along all of it. */
static void
add_grain (const Scene *scene, GRand *rand)
{
  if (scene->look->grain <= 0.0)
    return;
  for (gint y = 0; y < scene->height; y++) {
    const gdouble streak = scene->look->grain * sqrt (3.0) * g_rand_double_range (rand, -1.0, 1.0);

    for (gint x = 0; x < scene->width; x++)
      scene->light[y * scene->width + x] += streak;
  }
}

static void
place_label (Scene *scene)
{
  const Look *look = scene->look;
  const gdouble wide = scene->modules->width * look->module;
  const gdouble high = scene->modules->height * look->module;
  const gdouble c = fabs (cos (look->angle)), s = fabs (sin (look->angle));
  const gdouble box_width = c * wide + s * high, box_height = s * wide + c * high;

  scene->width = (gint) ceil (box_width + look->margins[0] + look->margins[2]);
  scene->height = (gint) ceil (box_height + look->margins[1] + look->margins[3]);
  scene->centre_x = look->margins[0] + box_width / 2.0;
  scene->centre_y = look->margins[1] + box_height / 2.0;
  scene->c = cos (look->angle) / look->module;
  scene->s = sin (look->angle) / look->module;
}

/**
 * code_picture_is_drawn:
 * @kind: what is drawn
 * @condition: what is hard about it
 *
 * Returns: whether there are such codes: dots are DataMatrix alone
 */
gboolean
code_picture_is_drawn (CodeKind kind, CodeCondition condition)
{
  return kind == CODE_DATA_MATRIX || (condition != CODE_DOTTED && condition != CODE_LASER);
}

/**
 * code_picture_new:
 * @kind: what is drawn
 * @condition: what is hard about it
 * @seed: of the run
 * @index: which picture of the row
 *
 * The same arguments give the same picture.
 *
 * Returns: (transfer full): a picture
 */
CodePicture *
code_picture_new (CodeKind kind, CodeCondition condition, guint32 seed, guint32 index)
{
  const guint32 seeds[] = { seed, kind, condition, index };
  g_autoptr (GRand) rand = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  g_autoptr (GError) error = NULL;
  g_autoptr (FixtureCanvas) modules = NULL;
  CodePicture *picture = g_new0 (CodePicture, 1);
  Look look;
  Scene scene = { .look = &look };

  picture->symbology = code_kind_names[kind];
  picture->text = draw_text (kind, rand);
  choose_look (&look, condition, rand);
  modules = fixture_barcode_new (
      picture->symbology, picture->text, 1, g_rand_int_range (rand, 14, 30), &error);
  g_assert_no_error (error);
  scene.modules = modules;
  place_label (&scene);
  scene.light = g_new (gdouble, (gsize) scene.width * scene.height);
  expose (&scene);
  blur (&scene);
  illuminate (&scene);
  add_grain (&scene, rand);
  picture->gray = g_malloc ((gsize) scene.width * scene.height);
  picture->width = scene.width;
  picture->height = scene.height;
  digitise (&scene, rand, picture->gray);
  g_free (scene.light);
  return picture;
}

/**
 * code_picture_free:
 * @picture: (transfer full): a picture
 */
void
code_picture_free (CodePicture *picture)
{
  g_free (picture->gray);
  g_free (picture->text);
  g_free (picture);
}
