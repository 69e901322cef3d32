/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-golden-store-private.h"

#include <string.h>

#include "aoi-error.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-product-array.h"
#include "product/aoi-product-path.h"

#define GOLDENS "golden_rois"

/**
 * aoi_golden_store_open: (skip)
 * @path: a product's folder, or its ROI file
 * @writable: whether to change samples
 * @error: return location for an %AOI_ERROR_IO that names the file
 *
 * Waits until no other process changes the samples. A change that another process was stopped at is
 * ended first, or taken back, if @writable.
 *
 * Returns: (transfer full): the samples
 */
AoiGoldenStore *
aoi_golden_store_open (const gchar *path, gboolean writable, GError **error)
{
  g_autofree gchar *file = aoi_product_path_find (path, error);
  g_autoptr (AoiGoldenStore) self = NULL;
  g_autofree gchar *folder = NULL;

  if (file == NULL)
    return NULL;
  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR)) {
    g_autofree gchar *shown = g_filename_display_name (file);

    g_set_error (
        error, AOI_ERROR, AOI_ERROR_IO, "%s: is not a product folder or an ROI file", shown);
    return NULL;
  }
  self = g_new0 (AoiGoldenStore, 1);
  folder = g_path_get_dirname (file);
  self->path = g_build_filename (folder, GOLDENS, NULL);
  self->file = g_strdup (file);
  self->journal = aoi_golden_journal_open (self->path, writable, error);
  return self->journal != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * aoi_golden_store_close: (skip)
 * @self: (transfer full): samples
 *
 * Unlocks them.
 */
void
aoi_golden_store_close (AoiGoldenStore *self)
{
  g_clear_pointer (&self->journal, aoi_golden_journal_close);
  g_free (self->path);
  g_free (self->file);
  g_free (self);
}

/* Of a product that nobody needs after a power loss, such as a copy that is tried: nothing waits for the disk. */
void
aoi_golden_store_set_passing (AoiGoldenStore *self)
{
  aoi_golden_journal_set_passing (self->journal);
}

/* The number by which an ROI's samples are kept: boards of an array share them. */
gint
aoi_golden_store_share (const AoiGoldenStore *self, gint id)
{
  return aoi_product_array_find_golden_id (self->file, id);
}

static gchar *
get_folder (const AoiGoldenStore *self, gint id)
{
  g_autofree gchar *name = g_strdup_printf ("roi_%d", aoi_golden_store_share (self, id));

  return g_build_filename (self->path, name, NULL);
}

/**
 * aoi_golden_store_load: (skip)
 * @self: samples
 * @id: of an ROI
 * @error: return location for an error as of aoi_goldens_load()
 *
 * Loads an ROI's samples, also where the product does not, since the ROI is disabled.
 *
 * Returns: (transfer full) (element-type AoiGolden): the samples in the order in which they are tried
 */
GPtrArray *
aoi_golden_store_load (AoiGoldenStore *self, gint id, GError **error)
{
  g_autofree gchar *folder = get_folder (self, id);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  return aoi_goldens_load (folder, checksum, error);
}

static gboolean
check_size (
    const AoiRoi *roi, const AoiRgbImage *image, const AoiGoldenSample *sample, GError **error)
{
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  if (image->width == width && image->height == height)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "%s: has %dx%d pixels, turned ROI %d has %dx%d",
      sample->source, image->width, image->height, roi->id, width, height);
  return FALSE;
}

/* @roi: (nullable): that it is for; %NULL: one that is not there yet. Returns: (transfer full): its pixels, if the
 * ROI may have it */
AoiRgbImage *
aoi_golden_sample_decode (const AoiGoldenSample *self, const AoiRoi *roi, GError **error)
{
  g_autoptr (AoiRgbImage) image = NULL;

  if (roi != NULL && !aoi_roi_has_goldens (roi)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "ROI %d is of type \"%s\", which is not judged by goldens", roi->id, roi->type);
    return NULL;
  }
  image = aoi_image_file_decode (self->bytes, self->source, error);
  if (image == NULL || (roi != NULL && !check_size (roi, image, self, error)))
    return NULL;
  return g_steal_pointer (&image);
}

/* Returns: (nullable): the golden that has these pixels */
const AoiGolden *
aoi_goldens_find_equal (const GPtrArray *goldens, const AoiRgbImage *image)
{
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    if (aoi_rgb_image_equal (golden->image, image))
      return golden;
  }
  return NULL;
}

/* Whether an ROI may have one more. */
gboolean
aoi_goldens_have_room (const GPtrArray *goldens, gint id, GError **error)
{
  if (goldens->len < AOI_GOLDENS_MAX)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d has %u goldens, the most it may have",
      id, goldens->len);
  return FALSE;
}

static gboolean
check_sample (
    AoiGoldenStore *self, const AoiRoi *roi, const AoiGoldenSample *sample, GError **error)
{
  g_autoptr (AoiRgbImage) image = aoi_golden_sample_decode (sample, roi, error);
  g_autoptr (GPtrArray) goldens = NULL;
  const AoiGolden *equal;

  goldens = image != NULL ? aoi_golden_store_load (self, roi->id, error) : NULL;
  if (goldens == NULL || !aoi_goldens_have_room (goldens, roi->id, error))
    return FALSE;
  equal = aoi_goldens_find_equal (goldens, image);
  if (equal == NULL)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: golden %s of ROI %d has the same pixels",
      sample->source, equal->name, roi->id);
  return FALSE;
}

/**
 * aoi_golden_store_add: (skip)
 * @self: samples opened for writing
 * @roi: an ROI of the product
 * @sample: what to add
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_IMAGE if @sample is not an image or has the wrong size,
 *   %AOI_ERROR_INVALID if the ROI takes none, has as many as it may, or has these pixels already, or
 *   %AOI_ERROR_IO
 *
 * Adds a sample, as the bytes that it has, under the name `<unix ms>_golden_sample.<extension>`.
 *
 * Returns: (transfer full) (type filename): its name
 */
gchar *
aoi_golden_store_add (AoiGoldenStore *self, const AoiRoi *roi, const AoiGoldenSample *sample,
    const gchar *note, GError **error)
{
  const gint id = aoi_roi_get_golden_id (roi);
  g_autofree gchar *head = g_strdup_printf ("roi_%d/", id);
  g_autofree gchar *tail = g_strconcat ("_golden_sample.", sample->extension, NULL);
  g_autofree gchar *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sample->bytes);
  g_auto (AoiGoldenChange) change = { 0 };
  g_autofree gchar *target = NULL;

  if (!check_sample (self, roi, sample, error)
      || !aoi_golden_journal_write_new (self->journal, sample->bytes, error))
    return NULL;
  aoi_golden_change_init (&change, self->journal, "add", id);
  target = aoi_golden_change_find_name (&change, head, g_get_real_time () / 1000, tail);
  aoi_golden_change_move (&change, AOI_GOLDEN_JOURNAL_NEW, target);
  aoi_golden_change_say (&change, "golden", target + strlen (head));
  aoi_golden_change_say (&change, "sha256", hash);
  aoi_golden_change_say (&change, "source", sample->source);
  if (!aoi_golden_change_commit (&change, note, error))
    return NULL;
  return g_strdup (target + strlen (head));
}

/* As aoi_goldens_list() of the ROI's folder. */
GPtrArray *
aoi_golden_store_list (const AoiGoldenStore *self, gint id, GError **error)
{
  g_autofree gchar *folder = get_folder (self, id);

  return aoi_goldens_list (folder, error);
}

/* As aoi_golden_store_list(), with an %AOI_ERROR_INVALID if @name is not among them. */
GPtrArray *
aoi_golden_store_list_with (const AoiGoldenStore *self, gint id, const gchar *name, GError **error)
{
  g_autofree gchar *folder = get_folder (self, id);
  g_autofree gchar *shown = g_filename_display_name (folder);
  g_autofree gchar *shown_name = g_filename_display_name (name);
  g_autoptr (GPtrArray) names = aoi_goldens_list (folder, error);

  if (names == NULL)
    return NULL;
  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    return g_steal_pointer (&names);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "%s: holds no golden \"%s\"", shown, shown_name);
  return NULL;
}
