/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/store.h"

#include "common/aoi.h"

/* Says why. Returns the exit code. */
int
store_fail (const gchar *command, const GError *error)
{
  g_printerr ("aoi %s: %s\n", command, error->message);
  return AOI_EXIT_BAD;
}

/* Returns: (transfer full) (nullable): %NULL after it has said why */
AoiStore *
store_open_to_read (const gchar *command, const gchar *address)
{
  g_autoptr (GError) error = NULL;
  AoiStore *store = aoi_store_open (address, AOI_SQL_READ, &error);

  if (store == NULL)
    store_fail (command, error);
  return store;
}
