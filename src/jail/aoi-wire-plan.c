/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What helpers are for. They have no environment: what matters of the process's is part of it. */
#include <locale.h>

#include "aoi-error.h"
#include "jail/aoi-wire.h"

/* Version, locale, folder of Tesseract's data, text of the product, its default, ROIs, modules. */
#define PLAN_TYPE "(sssmsiasas)"

#define TESSDATA "TESSDATA_PREFIX"

static const gchar *const nothing[] = { NULL };

/**
 * aoi_wire_plan_write:
 * @plan: what a helper is to do
 *
 * Returns: (transfer full): it, for a helper
 */
GBytes *
aoi_wire_plan_write (const AoiWirePlan *plan)
{
  const gchar *locale = setlocale (LC_ALL, NULL), *tessdata = g_getenv (TESSDATA);
  const gchar *const *rois = (const gchar *const *) plan->rois;
  const gchar *const *modules = (const gchar *const *) plan->modules;
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new ("(sssmsi^as^as)", AOI_VERSION,
      locale != NULL ? locale : "C", tessdata != NULL ? tessdata : "", plan->text,
      plan->barcode_effort, rois != NULL ? rois : nothing, modules != NULL ? modules : nothing));

  return g_variant_get_data_as_bytes (variant);
}

/**
 * aoi_wire_plan_read:
 * @bytes: what aoi_wire_plan_write() wrote
 * @plan: (out caller-allocates): what the helper is for
 * @error: return location for an %AOI_ERROR_UNSUPPORTED: it was written by another release
 *
 * To be called first of all in a helper: sets locale and environment as they are in the process.
 *
 * Returns: whether the helper can work
 */
gboolean
aoi_wire_plan_read (GBytes *bytes, AoiWirePlan *plan, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (PLAN_TYPE), bytes, FALSE));
  const gchar *version, *locale, *tessdata;

  *plan = (AoiWirePlan){ NULL };
  g_variant_get (variant, "(&s&s&smsi^as^as)", &version, &locale, &tessdata, &plan->text,
      &plan->barcode_effort, &plan->rois, &plan->modules);
  if (g_strcmp0 (version, AOI_VERSION) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
        "the program that decodes is of another release (" AOI_VERSION
        ") than the one that asks (%s): start it anew",
        version);
    return FALSE;
  }
  setlocale (LC_ALL, locale);
  if (*tessdata != '\0')
    g_setenv (TESSDATA, tessdata, TRUE);
  return TRUE;
}

/**
 * aoi_wire_plan_clear:
 * @plan: a plan
 *
 * Frees what it has.
 */
void
aoi_wire_plan_clear (AoiWirePlan *plan)
{
  g_free (plan->text);
  g_strfreev (plan->rois);
  g_strfreev (plan->modules);
  *plan = (AoiWirePlan){ NULL };
}
