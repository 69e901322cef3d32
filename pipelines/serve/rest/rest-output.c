/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures that operators look at and teach by. They are whole before the answer is sent; those of the board before
 * are removed first, since the web client shows whatever lies there. What cannot be written costs its path, not
 * the verdict. */
#include "rest/rest-output.h"

#include <string.h>
#include <unistd.h>

#include "aoi-image-file.h"
#include "engine/aoi-task.h"
#include "station/station-work.h"
#include "storage/aoi-folder-tree.h"

struct _RestOutput {
  Station *station;
  AoiFolder folder;
  GHashTable *names; /* of files that were written */
  GHashTable *tried; /* ids of ROIs whose pixels need not be written, since somebody has tried to */
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
  self->tried = g_hash_table_new (NULL, NULL);
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
  g_hash_table_unref (self->tried);
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

/* Any thread. */
static void
write_crop (Shown *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      crop = station_picture_encode_roi (self->picture, self->roi, self->result, &error);

  if (crop == NULL)
    g_info ("%s", error->message);
  self->has_crop = crop != NULL && write_file (self, "roi", crop);
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
write_golden (Shown *self)
{
  const AoiGolden *golden = find_golden (self->roi, self->result);
  g_autoptr (GBytes) bytes = golden != NULL ? aoi_image_file_encode_jpeg (golden->image, NULL)
                                            : NULL;

  self->has_golden = bytes != NULL && write_file (self, "golden", bytes);
}

/* Any thread; none changes what was tried meanwhile. */
static void
write_roi (gpointer item)
{
  Shown *self = item;

  if (!g_hash_table_contains (self->output->tried, GINT_TO_POINTER (self->roi->id)))
    write_crop (self);
  write_golden (self);
}

static void
note_files (const Shown *self)
{
  if (self->has_crop)
    g_hash_table_add (self->output->names, get_name ("roi", self->roi));
  if (self->has_golden)
    g_hash_table_add (self->output->names, get_name ("golden", self->roi));
}

/* Where the ROIs of a picture lie is known before they are inspected, unless there are fiducials. */
typedef struct {
  RestOutput *output;
  const StationPicture *picture;
  guint next; /* ROI of the revision */
} Ahead;

static gboolean
write_next (gpointer data)
{
  Ahead *self = data;
  AoiRevision *revision = self->picture->revision;
  const AoiRevisionRoi *next = aoi_revision_get_roi (revision, self->next++);
  Shown shown = { self->output, self->picture, next->roi, NULL, FALSE, FALSE };

  if (self->picture->group == AOI_GROUP_ALL || self->picture->group == AOI_GROUP (next->group)) {
    write_crop (&shown);
    note_files (&shown);
    g_hash_table_add (self->output->tried, GINT_TO_POINTER (next->roi->id));
  }
  return self->next < aoi_revision_get_n_rois (revision);
}

/**
 * rest_output_inspect:
 * @self: pictures
 * @picture: a frame
 * @placements: as for station_picture_inspect()
 * @info: as for station_picture_inspect()
 *
 * Inspects, and begins with rest_output_write() while the pool does: an inspector may wait for another machine.
 *
 * Returns: (transfer full): the report
 */
AoiReport *
rest_output_inspect (
    RestOutput *self, const StationPicture *picture, AoiPlacements *placements, AoiReportInfo *info)
{
  Ahead ahead = { self, picture, 0 };
  const StationMeanwhile meanwhile = { write_next, &ahead };
  const gboolean can = self->folder.fd >= 0 && aoi_revision_get_n_rois (picture->revision) > 0
      && aoi_revision_get_n_places (picture->revision) == 0;

  g_hash_table_remove_all (self->tried);
  return station_picture_inspect (
      picture, self->station, placements, can ? &meanwhile : NULL, info);
}

/**
 * rest_output_write:
 * @self: pictures
 * @picture: the frame that rest_output_inspect() has inspected
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
