/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that operators look at and teach by. They are whole before the answer is sent; those of the board before
 * are removed first, since the web client shows whatever lies there. What cannot be written costs its path, not
 * the verdict. */
#include "rest/rest-output.h"

#include <string.h>
#include <unistd.h>

#include "aoi-image-file.h"
#include "station/station-work.h"
#include "storage/aoi-folder-tree.h"

struct _RestOutput {
  Station *station;
  AoiFolder folder;
  GHashTable *names; /* of files that were written */
};

static void
remove_old (const AoiFolder *folder)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (folder, ".", NULL);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);

    if ((g_str_has_prefix (name, "roi_") || g_str_has_prefix (name, "golden_"))
        && g_str_has_suffix (name, ".jpg"))
      unlinkat (folder->fd, name, 0);
  }
}

/* What is written of one ROI. */
typedef struct {
  RestOutput *output;
  const StationPicture *picture;
  const AoiRoi *roi;
  const AoiRoiResult *result;
  gboolean has_crop, has_golden; /* result */
} Shown;

/**
 * rest_output_new:
 * @station: a station
 * @session: in which the caller inspects
 *
 * Removes the pictures of the session's board before.
 *
 * Returns: (transfer full): no pictures yet
 */
RestOutput *
rest_output_new (Station *station, const RestSession *session)
{
  RestOutput *self = g_new0 (RestOutput, 1);
  g_autofree gchar *path = g_strdup_printf ("%s/output", session->id);

  self->station = station;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (station_beneath_open_folder (&station->sessions, path, &self->folder))
    remove_old (&self->folder);
  else
    g_warning ("session %s has no folder for its result pictures", session->id);
  return self;
}

/**
 * rest_output_free:
 * @self: (transfer full): pictures
 */
void
rest_output_free (RestOutput *self)
{
  station_folder_close (&self->folder);
  g_hash_table_unref (self->names);
  g_free (self);
}

static gchar *
get_name (const gchar *kind, const AoiRoi *roi)
{
  return g_strdup_printf ("%s_%d.jpg", kind, roi->id);
}

static gboolean
write_file (const Shown *self, const gchar *kind, GBytes *bytes)
{
  g_autofree gchar *name = get_name (kind, self->roi);
  g_autoptr (GError) error = NULL;

  if (station_beneath_write (&self->output->folder, name, bytes, &error))
    return TRUE;
  g_warning ("%s", error->message);
  return FALSE;
}

static const AoiGolden *
find_golden (const AoiRoi *roi, const AoiRoiResult *result)
{
  const gchar *name = aoi_roi_result_get_string (result, AOI_VALUE_GOLDEN);

  for (guint i = 0; name != NULL && i < aoi_roi_get_n_goldens (roi); i++) {
    const AoiGolden *golden = aoi_roi_get_golden (roi, i);

    if (g_str_equal (golden->name, name))
      return golden;
  }
  return NULL;
}

/* Any thread. */
static void
write_roi (gpointer item)
{
  Shown *self = item;
  const AoiGolden *golden = find_golden (self->roi, self->result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      crop = station_picture_encode_roi (self->picture, self->roi, self->result, &error);
  g_autoptr (GBytes) bytes = golden != NULL ? aoi_image_file_encode_jpeg (golden->image, NULL)
                                            : NULL;

  if (crop == NULL)
    g_info ("%s", error->message);
  self->has_crop = crop != NULL && write_file (self, "roi", crop);
  self->has_golden = bytes != NULL && write_file (self, "golden", bytes);
}

static void
note_files (const Shown *self)
{
  if (self->has_crop)
    g_hash_table_add (self->output->names, get_name ("roi", self->roi));
  if (self->has_golden)
    g_hash_table_add (self->output->names, get_name ("golden", self->roi));
}

/**
 * rest_output_write:
 * @self: pictures
 * @picture: a frame
 * @report: of that frame
 *
 * Writes what was inspected, and the goldens that decided.
 */
void
rest_output_write (RestOutput *self, const StationPicture *picture, const AoiReport *report)
{
  AoiProduct *product = aoi_report_get_product (report);
  const guint n_rois = self->folder.fd >= 0 ? aoi_report_get_n_rois (report) : 0;
  g_autofree Shown *shown = g_new0 (Shown, MAX (n_rois, 1));
  guint n = 0;

  for (guint i = 0; i < n_rois; i++) {
    const AoiRoiResult *result = aoi_report_get_roi (report, i);
    const AoiRoi *roi = aoi_product_find_roi (product, result->id);

    if (roi != NULL)
      shown[n++] = (Shown){ self, picture, roi, result, FALSE, FALSE };
  }
  station_work (self->station, write_roi, shown, sizeof *shown, n);
  for (guint i = 0; i < n; i++)
    note_files (&shown[i]);
}

/**
 * rest_output_has:
 * @self: pictures
 * @name: of a file
 *
 * Returns: whether it was written
 */
gboolean
rest_output_has (const RestOutput *self, const gchar *name)
{
  return g_hash_table_contains (self->names, name);
}
