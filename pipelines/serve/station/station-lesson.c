/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of an ROI when a golden of it is taught, and what is doubtful about that golden. */
#include "station/station-lesson.h"

#include "aoi-golden-audit.h"

/**
 * station_lesson_open:
 * @self: (out): zero, to be cleared even if this fails
 * @products: products, of which this one is locked
 * @name: of a product that is there
 * @id: of an ROI, which need not be there
 * @error: return location for an error of libaoi's
 *
 * Opens the goldens, and loads the product as it is. An ROI that cannot be read is not there, and then its problems
 * count.
 *
 * Returns: whether a golden can be taught
 */
gboolean
station_lesson_open (
    StationLesson *self, StationProducts *products, const gchar *name, gint id, GError **error)
{
  g_autofree gchar *path = station_products_get_path (products, name);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();

  self->store = station_goldens_open (products, name, error);
  if (self->store == NULL)
    return FALSE;
  self->product = aoi_product_load (path, problems, error);
  if (self->product == NULL)
    return FALSE;
  self->roi = aoi_product_find_roi (self->product, id);
  if (self->roi == NULL)
    return aoi_problems_check (problems, error);
  if (aoi_roi_has_goldens (self->roi))
    self->before = self->roi->enabled ? g_ptr_array_ref (self->roi->goldens)
                                      : aoi_golden_store_load (self->store, id, NULL);
  return TRUE;
}

/**
 * station_lesson_clear:
 * @self: a lesson
 */
void
station_lesson_clear (StationLesson *self)
{
  g_clear_pointer (&self->store, aoi_golden_store_close);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_clear_pointer (&self->product, aoi_product_unref);
}

static void
add_far (const AoiRoi *roi, const GPtrArray *before, const AoiRgbImage *image, GPtrArray *doubts)
{
  gint nearest;
  const gdouble difference = aoi_golden_get_difference (roi, before, image, &nearest);

  if (nearest >= 0 && difference > AOI_GOLDEN_FAR)
    g_ptr_array_add (doubts,
        g_strdup_printf (
            "it is far from every other golden of ROI %d: taught by mistake, or another state of "
            "the part?",
            roi->id));
}

static gboolean
has_equal (const GPtrArray *goldens, const AoiRgbImage *image)
{
  for (guint i = 0; i < goldens->len; i++)
    if (aoi_rgb_image_equal (((const AoiGolden *) g_ptr_array_index (goldens, i))->image, image))
      return TRUE;
  return FALSE;
}

/**
 * station_lesson_find_doubts:
 * @self: a lesson
 * @bytes: file of a golden that was taught
 *
 * Slow; the goldens need not be locked any more.
 *
 * Returns: (transfer full) (element-type utf8): what is doubtful about it, if it was not there before
 */
GPtrArray *
station_lesson_find_doubts (const StationLesson *self, GBytes *bytes)
{
  GPtrArray *doubts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AoiRgbImage) image = NULL;
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (AoiGoldenAudit) audit = NULL;
  AoiGolden golden = { (gchar *) "the sample", NULL };

  if (self->before == NULL)
    return doubts;
  image = aoi_image_file_decode (bytes, "sample", NULL);
  if (image == NULL || has_equal (self->before, image))
    return doubts;
  golden.image = image;
  g_ptr_array_add (alone, &golden);
  audit = aoi_golden_audit_new (self->roi, alone);
  if (audit->findings[0].problem != NULL)
    g_ptr_array_add (
        doubts, g_strdup_printf ("no part can pass by it: %s", audit->findings[0].problem));
  else if (self->before->len > 0)
    add_far (self->roi, self->before, image, doubts);
  return doubts;
}
