/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A build without libsoup: there is no linker, so that nobody can be asked. */
#include "aoi-error.h"
#include "inspect/link/gstaoilinker.h"

gboolean
gst_aoi_linker_check (const gchar *address, GError **error)
{
  g_set_error_literal (
      error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "this build was made without libsoup");
  return FALSE;
}

GstAoiLinker *
gst_aoi_linker_new (const gchar *address, GstAoiLinkerNotify notify, gpointer data, GError **error)
{
  gst_aoi_linker_check (address, error);
  return NULL;
}

void
gst_aoi_linker_free (GstAoiLinker *self)
{
  g_assert_not_reached ();
}

GstAoiLink *
gst_aoi_linker_ask (GstAoiLinker *self, const gchar *code)
{
  g_assert_not_reached ();
}
