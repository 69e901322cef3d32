/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the subcommands of aoi golden share. */
#include "golden/golden.h"

#include "aoi-error.h"
#include "common/aoi.h"

/* Opens a product with its problems, so that what is good of it can be shown. */
gboolean
golden_open (Golden *self, const gchar *path, gboolean writable, GError **error)
{
  *self = (Golden){ 0 };
  self->store = aoi_golden_store_open (path, writable, error);
  if (self->store == NULL)
    return FALSE;
  self->problems = aoi_problems_new ();
  self->product = aoi_product_load (path, self->problems, error);
  return self->product != NULL;
}

void
golden_clear (Golden *self)
{
  g_clear_pointer (&self->store, aoi_golden_store_close);
  g_clear_pointer (&self->product, aoi_product_unref);
  g_clear_pointer (&self->problems, aoi_problems_free);
}

/* An ROI that was left out cannot be distinguished from one that is not there: its problems are the answer. */
const AoiRoi *
golden_find_roi (const Golden *self, gint id, GError **error)
{
  const AoiRoi *roi = aoi_product_find_roi (self->product, id);

  if (roi != NULL && aoi_roi_has_goldens (roi))
    return roi;
  if (roi != NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "ROI %d is of type \"%s\", which is not judged by goldens", id, roi->type);
  } else if (aoi_problems_check (self->problems, error)) {
    g_autofree gchar *shown = g_filename_display_name (aoi_product_get_file (self->product));

    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: has no ROI %d", shown, id);
  }
  return NULL;
}

/* The product has not loaded those of disabled ROIs. */
GPtrArray *
golden_load (const Golden *self, const AoiRoi *roi, GError **error)
{
  return roi->enabled ? g_ptr_array_ref (roi->goldens)
                      : aoi_golden_store_load (self->store, roi->id, error);
}

/* Whether an ROI is to be shown; an @id of 0 stands for all. Boards of an array share goldens, which are shown once. */
gboolean
golden_is_wanted (const AoiRoi *roi, gint id)
{
  if (!aoi_roi_has_goldens (roi) || roi->place > 1)
    return FALSE;
  return id == 0 || roi->id == id
      || (roi->place == 1 && aoi_roi_get_golden_id (roi) == id % AOI_PRODUCT_PLACE_IDS);
}

gboolean
golden_parse_id (const gchar *text, gint *id, GError **error)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &value, NULL)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "\"%s\" is not the number of an ROI, which is 1 or more", text);
    return FALSE;
  }
  *id = (gint) value;
  return TRUE;
}

gboolean
golden_parse_options (GOptionContext *context, const GOptionEntry *entries, const gchar *command,
    int *argc, char ***argv)
{
  g_autofree gchar *name = g_strdup_printf ("aoi golden %s", command);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  golden_fail (command, error);
  return FALSE;
}

int
golden_fail (const gchar *command, const GError *error)
{
  g_printerr ("aoi golden %s: %s\n", command, error->message);
  return AOI_EXIT_BAD;
}
