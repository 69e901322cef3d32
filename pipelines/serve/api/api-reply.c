/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What handlers of the own API have in common. */
#include "api/api-private.h"

/**
 * api_fail_with:
 * @call: (transfer full): a call
 * @self: the API
 * @status: why
 * @error: why, in words
 *
 * Answers with an error of libaoi's, without the folders that it names; the log has all of it.
 */
void
api_fail_with (HttpCall *call, Api *self, guint status, const GError *error)
{
  g_autofree gchar *shown = station_hide_folders (self->station, error->message);

  if (status >= HTTP_FAILED)
    g_warning ("%s", error->message);
  http_call_fail (call, status, "%s", shown);
}

/**
 * api_get_product:
 * @call: a call whose path has a product first
 * @self: the API
 *
 * Returns: (transfer none) (nullable): its name; %NULL: the call is answered, since there is no such product
 */
const gchar *
api_get_product (HttpCall *call, Api *self)
{
  const gchar *name = http_call_get_segment (call, 0);

  if (!station_name_is_product (name))
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
  else if (!station_products_has (self->station->products, name))
    http_call_fail (call, HTTP_NOT_FOUND, "product: there is no \"%s\"", name);
  else
    return name;
  return NULL;
}
