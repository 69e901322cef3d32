/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-golden-store.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-writer.h"
#include "product/aoi-golden-journal.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-product-path.h"

#define GOLDENS "golden_rois"
#define TRASH ".trash"

struct _AoiGoldenStore {
  AoiGoldenJournal *journal;
  gchar *path; /* of golden_rois */
};

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
  g_free (self);
}

static gchar *
get_folder (const AoiGoldenStore *self, gint id)
{
  g_autofree gchar *name = g_strdup_printf ("roi_%d", id);

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

static JsonBuilder *
begin_line (const gchar *action, gint id)
{
  JsonBuilder *line = json_builder_new_immutable ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *time = g_date_time_format_iso8601 (now);
  g_autofree gchar *user = g_utf8_make_valid (g_get_user_name (), -1);

  json_builder_begin_object (line);
  json_builder_set_member_name (line, "time");
  json_builder_add_string_value (line, time);
  json_builder_set_member_name (line, "user");
  json_builder_add_string_value (line, user);
  json_builder_set_member_name (line, "action");
  json_builder_add_string_value (line, action);
  json_builder_set_member_name (line, "roi");
  json_builder_add_int_value (line, id);
  return line;
}

/* What is not there is not logged. */
static void
add_text (JsonBuilder *line, const gchar *key, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid == NULL)
    return;
  json_builder_set_member_name (line, key);
  json_builder_add_string_value (line, valid);
}

static gchar *
end_line (JsonBuilder *line)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (line);
  root = json_builder_get_root (line);
  return aoi_json_write (root);
}

static gboolean
commit (AoiGoldenStore *self, GVariantBuilder *moves, JsonBuilder *line, const gchar *note,
    GError **error)
{
  g_autofree gchar *text = NULL;

  add_text (line, "note", note);
  text = end_line (line);
  return aoi_golden_journal_commit (self->journal, g_variant_builder_end (moves), text, error);
}

/* A name that no file has yet: @head, a time no earlier than @stamp, and @tail. */
static gchar *
find_free_name (const AoiGoldenStore *self, const gchar *head, gint64 stamp, const gchar *tail)
{
  for (;; stamp++) {
    g_autofree gchar *name = g_strdup_printf ("%s%" G_GINT64_FORMAT "%s", head, stamp, tail);

    if (!aoi_golden_journal_has (self->journal, name))
      return g_steal_pointer (&name);
  }
}

static gint64
get_milliseconds (void)
{
  return g_get_real_time () / 1000;
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

static gboolean
check_others (const GPtrArray *goldens, const AoiRoi *roi, const AoiRgbImage *image,
    const AoiGoldenSample *sample, GError **error)
{
  if (goldens->len >= AOI_GOLDENS_MAX) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "ROI %d has %u goldens, the most it may have",
        roi->id, goldens->len);
    return FALSE;
  }
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    if (aoi_rgb_image_equal (golden->image, image)) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
          "%s: golden %s of ROI %d has the same pixels", sample->source, golden->name, roi->id);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_sample (
    AoiGoldenStore *self, const AoiRoi *roi, const AoiGoldenSample *sample, GError **error)
{
  g_autoptr (AoiRgbImage) image = NULL;
  g_autoptr (GPtrArray) goldens = NULL;

  if (!aoi_roi_has_goldens (roi)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "ROI %d is of type \"%s\", which is not judged by goldens", roi->id, roi->type);
    return FALSE;
  }
  image = aoi_image_file_decode (sample->bytes, sample->source, error);
  if (image == NULL || !check_size (roi, image, sample, error))
    return FALSE;
  goldens = aoi_golden_store_load (self, roi->id, error);
  return goldens != NULL && check_others (goldens, roi, image, sample, error);
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
  g_autofree gchar *head = g_strdup_printf ("roi_%d/", roi->id);
  g_autofree gchar *tail = g_strconcat ("_golden_sample.", sample->extension, NULL);
  g_autoptr (GVariantBuilder) moves = g_variant_builder_new (AOI_GOLDEN_MOVES_TYPE);
  g_autoptr (JsonBuilder) line = begin_line ("add", roi->id);
  g_autofree gchar *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sample->bytes);
  g_autofree gchar *target = NULL;

  if (!check_sample (self, roi, sample, error)
      || !aoi_golden_journal_write_new (self->journal, sample->bytes, error))
    return NULL;
  target = find_free_name (self, head, get_milliseconds (), tail);
  g_variant_builder_add (moves, "(^ay^ay)", AOI_GOLDEN_JOURNAL_NEW, target);
  add_text (line, "golden", target + strlen (head));
  add_text (line, "sha256", hash);
  add_text (line, "source", sample->source);
  if (!commit (self, moves, line, note, error))
    return NULL;
  return g_strdup (target + strlen (head));
}

static GPtrArray *
list_with (const AoiGoldenStore *self, gint id, const gchar *name, GError **error)
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

/**
 * aoi_golden_store_remove: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name, which need not be a good image
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_INVALID if there is no such sample, or %AOI_ERROR_IO
 *
 * Moves a sample to `golden_rois/.trash`, where it does not count.
 *
 * Returns: (transfer full) (type filename): where it is now
 */
gchar *
aoi_golden_store_remove (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error)
{
  g_autoptr (GPtrArray) names = list_with (self, id, name, error);
  g_autofree gchar *from = g_strdup_printf ("roi_%d/%s", id, name);
  g_autofree gchar *head = g_strdup_printf (TRASH "/roi_%d/", id);
  g_autofree gchar *tail = g_strconcat ("/", name, NULL);
  g_autoptr (GVariantBuilder) moves = g_variant_builder_new (AOI_GOLDEN_MOVES_TYPE);
  g_autoptr (JsonBuilder) line = begin_line ("remove", id);
  g_autofree gchar *target = NULL;

  if (names == NULL)
    return NULL;
  target = find_free_name (self, head, get_milliseconds (), tail);
  g_variant_builder_add (moves, "(^ay^ay)", from, target);
  add_text (line, "golden", name);
  add_text (line, "trash", target);
  if (!commit (self, moves, line, note, error))
    return NULL;
  return g_build_filename (self->path, target, NULL);
}

/* Plans new names for all goldens that are tried first, except @keep. */
static void
plan_demotions (const AoiGoldenStore *self, gint id, const GPtrArray *names, const gchar *keep,
    GVariantBuilder *moves, JsonBuilder *line)
{
  g_autofree gchar *head = g_strdup_printf ("roi_%d/original_", id);
  gint64 stamp = g_get_real_time () / G_USEC_PER_SEC;

  json_builder_set_member_name (line, "demoted");
  json_builder_begin_array (line);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *from = g_strdup_printf ("roi_%d/%s", id, name);
    g_autofree gchar *tail = g_strconcat ("_old_best", strrchr (name, '.'), NULL);
    g_autofree gchar *target = NULL;
    g_autofree gchar *shown = NULL;

    if (!aoi_golden_is_best (name) || g_str_equal (name, keep))
      continue;
    target = find_free_name (self, head, stamp++, tail);
    shown = g_path_get_basename (target);
    g_variant_builder_add (moves, "(^ay^ay)", from, target);
    json_builder_add_string_value (line, shown);
  }
  json_builder_end_array (line);
}

/* A best golden keeps its name; its rivals of other extensions lose theirs. */
static gchar *
get_promoted_name (const gchar *name)
{
  g_autofree gchar *extension = g_ascii_strdown (strrchr (name, '.'), -1);

  if (aoi_golden_is_best (name))
    return g_strdup (name);
  return g_strconcat (AOI_GOLDEN_BEST, extension, NULL);
}

static gchar *
promote (AoiGoldenStore *self, gint id, const gchar *name, const GPtrArray *names,
    const gchar *note, GError **error)
{
  g_autofree gchar *promoted = get_promoted_name (name);
  g_autofree gchar *from = g_strdup_printf ("roi_%d/%s", id, name);
  g_autofree gchar *to = g_strdup_printf ("roi_%d/%s", id, promoted);
  g_autoptr (GVariantBuilder) moves = g_variant_builder_new (AOI_GOLDEN_MOVES_TYPE);
  g_autoptr (JsonBuilder) line = begin_line ("promote", id);

  add_text (line, "golden", name);
  add_text (line, "promoted", promoted);
  plan_demotions (self, id, names, name, moves, line);
  if (!g_str_equal (from, to))
    g_variant_builder_add (moves, "(^ay^ay)", from, to);
  return commit (self, moves, line, note, error) ? g_steal_pointer (&promoted) : NULL;
}

/**
 * aoi_golden_store_promote: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_INVALID if there is no such sample, or %AOI_ERROR_IO
 *
 * Makes a sample the one that is tried first: `best_golden`. The one that was becomes
 * `original_<unix s>_old_best`. Verdicts change only where goldens fit equally well. Does nothing if
 * it is the first already.
 *
 * Returns: (transfer full) (type filename): the sample's name now
 */
gchar *
aoi_golden_store_promote (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error)
{
  g_autoptr (GPtrArray) names = list_with (self, id, name, error);

  if (names == NULL)
    return NULL;
  if (aoi_golden_is_best (name) && g_str_equal (g_ptr_array_index (names, 0), name))
    return g_strdup (name);
  return promote (self, id, name, names, note, error);
}
