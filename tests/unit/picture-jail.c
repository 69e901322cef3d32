/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that are decoded in helpers are the same, and so are their errors; what else a hostile file does to a
 * decoder is an error of that picture. */
#include <string.h>

#include "aoi-error.h"
#include "aoi-image-file.h"
#include "image/aoi-picture-parts.h"
#include "jail/aoi-jail-picture.h"
#include "jail/aoi-jail.h"
#include "picture-hostile.h"
#include "support/test-process.h"
#include "support/test-repeat.h"

#define WIDTH 97
#define HEIGHT 61
#define N_KINDS 4

/* What the process may have more of in the end than at first: a helper's descriptors, and what allocators keep. */
#define MORE_FDS 8
#define MORE_MEMORY (64 * 1024 * 1024)

/* A picture of noise by a seed, as a file. */
static GBytes *
make_file (GRand *rand, guint kind)
{
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (WIDTH, HEIGHT);
  static const gchar header[] = "P6 97 61 255\n";
  const gsize size = (gsize) 3 * WIDTH * HEIGHT;
  g_autoptr (GByteArray) pnm = NULL;

  for (gsize i = 0; i < size; i++)
    image->data[i] = (guint8) g_rand_int (rand);
  switch (kind) {
    case 0:
      return aoi_image_file_encode (image, NULL);
    case 1:
      return aoi_image_file_encode_jpeg (image, NULL);
    case 2:
      pnm = g_byte_array_new ();
      g_byte_array_append (pnm, (const guint8 *) header, strlen (header));
      g_byte_array_append (pnm, image->data, (guint) size);
      return g_byte_array_free_to_bytes (g_steal_pointer (&pnm));
    default:
      return g_bytes_new (image->data, g_rand_int_range (rand, 0, 200));
  }
}

/* Truncated, changed at some places, more often in the head, or with sizes that no memory holds. */
static GBytes *
spoil (GRand *rand, GBytes *file)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  const gint n = g_rand_int_range (rand, 0, 12);

  for (gint i = 0; i < n && size > 0; i++) {
    const gint32 most = (gint32) (g_rand_boolean (rand) ? MIN (size, 64) : size);

    copy[g_rand_int_range (rand, 0, most)] = (guint8) g_rand_int (rand);
  }
  if (size > 24 && g_rand_int_range (rand, 0, 4) == 0)
    memset (copy + 16, 0x7f, 8);
  if (size > 0 && g_rand_boolean (rand))
    size = (gsize) g_rand_int_range (rand, 0, (gint32) size);
  return g_bytes_new (copy, size);
}

static GPtrArray *
make_files (guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GBytes) good = make_file (rand, i % N_KINDS);

    g_ptr_array_add (files, i < N_KINDS ? g_bytes_ref (good) : spoil (rand, good));
  }
  return files;
}

/* What became of a file: its picture's checksum, or its error. */
static gchar *
describe (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiPicture) picture = aoi_picture_decode (file, &error);
  g_autofree gchar *sum = NULL;

  if (picture == NULL) {
    g_assert_true (error->domain == AOI_ERROR);
    return g_strdup_printf ("%d %s", error->code, error->message);
  }
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, picture->pixels);
  return g_strdup_printf (
      "%d %dx%d %s", (gint) picture->format, picture->width, picture->height, sum);
}

static gchar *
describe_parts (GBytes *file)
{
  static const AoiRect rects[] = { { 3, 5, 20, 10 }, { 60, 40, 90, 90 }, { 500, 1, 2, 2 } };
  g_autoptr (AoiPictureParts)
      parts = aoi_picture_decode_parts (file, rects, G_N_ELEMENTS (rects), NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);

  for (guint i = 0; parts != NULL && i < parts->n_images; i++) {
    const AoiImage *image = &parts->images[i];

    g_checksum_update (sum, (const guchar *) &image->valid, sizeof image->valid);
    for (gint y = 0; y < image->valid.height; y++)
      g_checksum_update (sum, image->data[0] + (gsize) y * (gsize) image->stride[0],
          (gssize) image->valid.width * (image->format == AOI_FORMAT_RGB ? 3 : 1));
  }
  return g_strdup (g_checksum_get_string (sum));
}

static GPtrArray *
describe_all (GPtrArray *files)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++) {
    g_ptr_array_add (all, describe (g_ptr_array_index (files, i)));
    g_ptr_array_add (all, describe_parts (g_ptr_array_index (files, i)));
  }
  return all;
}

/* Decoded here, and then there. */
static void
test_same (void)
{
  g_autoptr (GPtrArray) files = make_files (test_repeat (80, 1000));
  g_autoptr (GPtrArray) here = describe_all (files), there = NULL;

  aoi_jail_pictures (FALSE);
  there = describe_all (files);
  for (guint i = 0; i < here->len; i++)
    g_assert_cmpstr (g_ptr_array_index (here, i), ==, g_ptr_array_index (there, i));
}

/* Each is a picture or an error of its own; a good one between them is what it was. */
static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (118);
  g_autoptr (GBytes) png = make_file (rand, 0), jpeg = make_file (rand, 1);
  g_autofree gchar *expected = describe (png);
  const guint fds = test_count_fds (), n = test_repeat (50, 1000);
  const gsize memory = test_get_memory ();

  aoi_jail_pictures (FALSE);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GBytes) file = picture_hostile_new (rand, png, jpeg);
    g_autofree gchar *found = describe (file), *good = i % 10 == 9 ? describe (png) : NULL;

    g_assert_nonnull (found);
    if (good != NULL)
      g_assert_cmpstr (good, ==, expected);
  }
  g_test_message ("%u files, %" G_GUINT64_FORMAT
                  " helpers replaced, %u descriptors more, %d KB more",
      n, aoi_jail_get_replaced (), test_count_fds () - fds,
      (gint) (test_get_memory () - memory) / 1024);
  g_assert_cmpuint (test_count_fds (), <=, fds + MORE_FDS);
  g_assert_cmpuint (test_get_memory (), <=, memory + MORE_MEMORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-jail/same", test_same);
  g_test_add_func ("/picture-jail/hostile", test_hostile);
  return g_test_run ();
}
