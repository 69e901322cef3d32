/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* inspect-png PRODUCT PICTURE: inspects one picture of a board, without GStreamer. Exits 0 if the board is
 * good, 1 if it is not, 2 if it could not be inspected.
 *
 *   cc -o inspect-png inspect-png.c $(pkg-config --cflags --libs aoi-1.0)
 */
#include <aoi-engine.h>
#include <aoi-image-file.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRevision) revision = argc == 3 ? aoi_revision_load (argv[1], &error) : NULL;
  g_autoptr (AoiRgbImage) picture = revision != NULL ? aoi_image_file_load (argv[2], &error) : NULL;
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiReport) report = NULL;
  g_autofree gchar *text = NULL;
  AoiImage image;

  if (picture == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "Usage: inspect-png PRODUCT PICTURE");
    return 2;
  }
  aoi_image_init (&image, AOI_FORMAT_RGB, picture->width, picture->height);
  image.data[0] = picture->data;
  image.stride[0] = 3 * picture->width;
  report = aoi_engine_inspect (engine, revision, &image);
  text = aoi_report_to_string (report);
  g_print ("%s\n", text);
  return aoi_report_get_passed (report) ? 0 : 1;
}
