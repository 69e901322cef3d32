/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi golden add: a sample from a crop or a frame. */
#include "golden/golden.h"

#include <string.h>

#include "aoi-error.h"
#include "common/aoi.h"
#include "common/frame-format.h"
#include "common/isolate.h"
#include "image/aoi-picture-file.h"
#include "storage/aoi-file.h"

/* What to add: a file, which is a crop, or a frame that has one. */
typedef struct {
  gchar *frame_path, *format, *size, *note;
  const gchar *path;
  gboolean is_frame;
  GoldenFrame frame;
  GBytes *bytes; /* of the crop's file */
} Source;

static void
source_clear (Source *self)
{
  g_free (self->frame_path);
  g_free (self->format);
  g_free (self->size);
  g_free (self->note);
  golden_frame_clear (&self->frame);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

/* Done before the product is locked: frames are large. */
static gboolean
source_read (Source *self, GError **error)
{
  gint width = 0, height = 0;

  if (self->is_frame && self->size != NULL
      && !frame_format_parse_size (self->size, &width, &height, error))
    return FALSE;
  if (self->is_frame)
    return golden_frame_init (&self->frame, self->path, self->format, width, height, error);
  if (self->format != NULL || self->size != NULL) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "--format and --size are for frames: --frame FILE");
    return FALSE;
  }
  self->bytes = aoi_file_read (self->path, AOI_IMAGE_FILE_MAX_BYTES, AOI_ERROR_IMAGE, error);
  if (self->bytes == NULL || aoi_picture_file_is_single (self->bytes))
    return self->bytes != NULL;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "%s: holds several pictures", self->path);
  return FALSE;
}

/* An extension by which the loader knows a golden, or NULL. */
static const gchar *
get_extension (const gchar *path)
{
  static const gchar *const known[] = { "jpg", "jpeg", "png" };
  const gchar *dot = strrchr (path, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (dot + 1, known[i]) == 0)
      return known[i];
  return NULL;
}

/* Crops are kept byte by byte, except those that cannot be stored as goldens: they become PNG files,
 * which loses nothing. */
static gboolean
make_sample (const Source *self, AoiProduct *product, const AoiRoi *roi, const gchar *shown,
    AoiGoldenSample *sample, AoiRgbImage **image, GError **error)
{
  const gchar *extension = self->is_frame ? NULL : get_extension (self->path);

  *image = self->is_frame ? golden_frame_read (&self->frame, product, roi, error)
                          : aoi_image_file_decode (self->bytes, shown, error);
  if (*image == NULL)
    return FALSE;
  *sample = (AoiGoldenSample){ NULL, extension != NULL ? extension : "png", shown };
  sample->bytes = extension != NULL ? g_bytes_ref (self->bytes)
                                    : aoi_image_file_encode (*image, error);
  return sample->bytes != NULL;
}

/* A sample that proves nothing, or is like no other, is kept, but hardly what was meant. */
static void
warn (const AoiRoi *roi, const GPtrArray *goldens, AoiRgbImage *image)
{
  AoiGolden golden = { (gchar *) "the sample", image };
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (AoiGoldenAudit) audit = NULL;
  gint nearest;
  gdouble difference = aoi_golden_get_difference (roi, goldens, image, &nearest);

  g_ptr_array_add (alone, &golden);
  audit = aoi_golden_audit_new (roi, alone);
  if (audit->findings[0].problem != NULL)
    g_printerr (
        "aoi golden add: warning: no view can pass by it: %s\n", audit->findings[0].problem);
  if (nearest < 0)
    return;
  g_print ("  nearest: %s, similarity %.3f, z %.2f\n",
      ((const AoiGolden *) g_ptr_array_index (goldens, nearest))->name,
      aoi_golden_get_similarity (difference), difference);
  if (difference > AOI_GOLDEN_FAR)
    g_printerr (
        "aoi golden add: warning: it is far from every other golden of ROI %d (z above %g): "
        "taught by mistake, or another state of the part?\n",
        roi->id, AOI_GOLDEN_FAR);
}

static gboolean
add (Source *source, const gchar *path, gint id, GError **error)
{
  g_auto (Golden) golden = { 0 };
  g_autofree gchar *shown = g_filename_display_name (source->path);
  g_autoptr (AoiRgbImage) image = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) goldens = NULL;
  g_autofree gchar *name = NULL;
  AoiGoldenSample sample;
  const AoiRoi *roi;

  if (!source_read (source, error) || !golden_open (&golden, path, TRUE, error))
    return FALSE;
  roi = golden_find_roi (&golden, id, error);
  if (roi == NULL || !make_sample (source, golden.product, roi, shown, &sample, &image, error))
    return FALSE;
  bytes = sample.bytes;
  goldens = golden_load (&golden, roi, error);
  if (goldens == NULL)
    return FALSE;
  name = aoi_golden_store_add (golden.store, roi, &sample, source->note, error);
  if (name == NULL)
    return FALSE;
  g_clear_pointer (&golden.store, aoi_golden_store_close);
  g_print ("ROI %d: added %s, golden %u\n", id, name, goldens->len + 1);
  warn (roi, goldens, image);
  return TRUE;
}

static gboolean
check_arguments (Source *source, gchar **arguments)
{
  guint n = arguments != NULL ? g_strv_length (arguments) : 0;

  source->is_frame = source->frame_path != NULL;
  if (n != (source->is_frame ? 2 : 3)) {
    g_printerr ("aoi golden add: takes PRODUCT ROI, and CROP or --frame FILE; see --help\n");
    return FALSE;
  }
  source->path = source->is_frame ? source->frame_path : arguments[2];
  return TRUE;
}

int
golden_add_main (int argc, char **argv)
{
  g_auto (Source) source = { 0 };
  g_auto (GStrv) arguments = NULL;
  g_autofree gchar *isolate = NULL;
  const GOptionEntry entries[] = {
    { "frame", 0, 0, G_OPTION_ARG_FILENAME, &source.frame_path,
        "Take the ROI's pixels from this frame: PNG, JPEG, PGM, TIFF or raw", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &source.format,
        "Of a raw frame, or of a mosaic that is stored as a gray image", "gbrg|GRAY8|..." },
    { "size", 0, 0, G_OPTION_ARG_STRING, &source.size, "Of a raw frame, in pixels",
        "WIDTHxHEIGHT" },
    { "isolate", 0, 0, G_OPTION_ARG_STRING, &isolate,
        "Where pictures are decoded; without it in a process of their own", "none|process" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &source.note, "Why, for the log", "TEXT" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL,
        "PRODUCT ROI [CROP]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gint id;

  g_option_context_set_summary (context,
      "Adds a golden to an ROI: a crop of the size of the turned ROI, which is kept byte by byte, or\n"
      "the ROI's pixels from a frame, turned as an inspection sees them, which are stored as PNG. A\n"
      "frame of a Bayer camera needs --format, else it is taken for a gray picture. Refuses files that\n"
      "are not images, have the wrong size or are there already. Warns if the golden is far from all\n"
      "others.");
  if (!golden_parse_options (context, entries, argv[0], &argc, &argv)
      || !check_arguments (&source, arguments))
    return AOI_EXIT_BAD;
  if (!isolate_check (isolate, &error))
    return golden_fail ("add", error);
  isolate_pictures (isolate_choose (isolate));
  if (!golden_parse_id (arguments[1], &id, &error) || !add (&source, arguments[0], id, &error))
    return golden_fail ("add", error);
  return AOI_EXIT_GOOD;
}
