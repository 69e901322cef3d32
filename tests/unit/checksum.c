/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-checksum.h"

/* Of the algorithms' own documents: XXH3_64bits and SHA-256 of nothing, SHA-256 of "abc". */
static void
test_known (void)
{
  g_autoptr (AoiChecksum) xxh3 = aoi_checksum_new (AOI_CHECKSUM_XXH3_64);
  g_autoptr (AoiChecksum) sha256 = aoi_checksum_new (AOI_CHECKSUM_SHA256);
  g_autofree gchar *xxh3_text = aoi_checksum_to_text (xxh3), *sha256_text = NULL;

  g_assert_cmpstr (xxh3_text, ==, "xxh3_64:2d06800538d394c2");
  aoi_checksum_update (sha256, "abc", 3);
  sha256_text = aoi_checksum_to_text (sha256);
  g_assert_cmpstr (
      sha256_text, ==, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static gchar *
sum_in_pieces (AoiChecksumType type, const guint8 *data, gsize size, gsize piece)
{
  g_autoptr (AoiChecksum) checksum = aoi_checksum_new (type);

  for (gsize done = 0; done < size; done += piece)
    aoi_checksum_update (checksum, data + done, MIN (piece, size - done));
  return aoi_checksum_to_text (checksum);
}

static void
test_pieces_and_flips (void)
{
  guint8 data[4096];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * i >> 3);
  for (gint type = AOI_CHECKSUM_XXH3_64; type <= AOI_CHECKSUM_SHA256; type++) {
    g_autofree gchar *whole = sum_in_pieces ((AoiChecksumType) type, data, sizeof data, 4096);
    g_autofree gchar *pieces = sum_in_pieces ((AoiChecksumType) type, data, sizeof data, 37);

    g_assert_cmpstr (whole, ==, pieces);
    for (gsize i = 0; i < sizeof data; i += 101) {
      g_autofree gchar *flipped = NULL;

      data[i] ^= 1;
      flipped = sum_in_pieces ((AoiChecksumType) type, data, sizeof data, 4096);
      g_assert_cmpstr (flipped, !=, whole);
      data[i] ^= 1;
    }
  }
}

static void
test_form (void)
{
  static const gchar *const wrong[] = { "", "xxh3_64:", "xxh3_64:2d06800538d394c",
    "xxh3_64:2d06800538d394c22", "xxh3_64:2D06800538D394C2", "xxh3_64:2d06800538d394cg",
    "sha256:2d06800538d394c2", "md5:2d06800538d394c2", "2d06800538d394c2" };
  g_autoptr (AoiChecksum) right = aoi_checksum_new_for_text ("xxh3_64:2d06800538d394c2");

  g_assert_nonnull (right);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (aoi_checksum_new_for_text (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checksum/known", test_known);
  g_test_add_func ("/checksum/pieces-and-flips", test_pieces_and_flips);
  g_test_add_func ("/checksum/form", test_form);
  return g_test_run ();
}
