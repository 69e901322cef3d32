/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Product files with bytes changed, left out and put in at random. */
#include <string.h>

#include "product-folder.h"

/* An ROI with all that is required, and further keys. */
#define ROI(id, more) "{\"idx\":" #id ",\"type\":2,\"coords\":[0,0,9,9]" more "}"

static void
mutate (GRand *rand, GByteArray *bytes)
{
  static const gchar tokens[] = "[]{}\",:0123456789.-+eEtfnu\\ \n\xff\xc3";
  guint n = (guint) g_rand_int_range (rand, 1, 4);

  for (guint i = 0; i < n && bytes->len > 1; i++) {
    guint at = (guint) g_rand_int_range (rand, 0, (gint32) bytes->len);

    switch (g_rand_int_range (rand, 0, 4)) {
      case 0:
        bytes->data[at] = (guint8) g_rand_int_range (rand, 0, 256);
        break;
      case 1:
        bytes->data[at] = (guint8) tokens[g_rand_int_range (rand, 0, sizeof tokens - 1)];
        break;
      case 2:
        g_byte_array_remove_index (bytes, at);
        break;
      default:
        g_byte_array_remove_range (
            bytes, at, (guint) g_rand_int_range (rand, 0, (gint32) (bytes->len - at)));
        break;
    }
  }
}

/* For any content of the file, the load ends in a product or in an error that names it. */
static void
test_fuzz (void)
{
  static const gchar valid[] = "{\"description\":\"d\",\"rois\":[" ROI (1,
      ",\"acme\":{\"a\":[1,null,{}]},\"ignore\":[[0,0,9,3],[1,2,3,4]],\"search\":0.3,"
      "\"limits\":{\"structure\":1.5,\"chroma\":0.25,\"shift\":4}") ","
                                                                    "[2,\"ocr\",[1,2,3,4],1,2,0.5,\"orb\",90,2,\"\\ud83d\\ude00\",true,"
                                                                    "{\"expected_color\":\"#102030\"}],{\"idx\":3,\"type\":4,\"coords\":[0,0,9,9],"
                                                                    "\"color_ranges\":[{\"name\":\"a\",\"lower\":[0,0,0],\"upper\":[9,9,9]}]}]}";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260);
  guint n_valid = 0;

  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (AoiProduct) product = NULL;
    g_autoptr (GError) error = NULL;

    g_byte_array_append (bytes, (const guint8 *) valid, sizeof valid - 1);
    mutate (rand, bytes);
    product_folder_write (
        folder, "rois_config_x.json", (const gchar *) bytes->data, (gssize) bytes->len);
    product = product_folder_load (folder, NULL, &error);
    g_assert_true ((product == NULL) == (error != NULL));
    if (product != NULL)
      n_valid++;
    else
      g_assert_nonnull (strstr (error->message, "rois_config_x.json: "));
  }
  g_assert_cmpuint (n_valid, >, 20);
  g_assert_cmpuint (n_valid, <, 1980);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-fuzz/any-content", test_fuzz);
  return g_test_run ();
}
