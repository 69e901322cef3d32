/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is inspected on the source's frames. What lies on the disk counts: whoever changes a product, by whatever means, has
 * it taken between two boards. */
#include "aoi-error.h"
#include "source/source-private.h"

/* How often files are looked at, ms. */
#define WATCH_MS 500

/* Returns: (transfer full) (nullable): where the product lies; %NULL: nothing is inspected */
gchar *
source_product_dup_path (Source *self)
{
  g_autofree gchar *name = source_dup_product (self);

  return name != NULL ? station_products_get_path (self->station->products, name) : NULL;
}

/* A camera whose plan is that of the product begins anew with another one. */
static gboolean
has_plan (Source *self)
{
  g_autofree gchar *plan = NULL;

  if (self->camera == NULL)
    return FALSE;
  g_object_get (self->camera, "plan", &plan, NULL);
  return g_strcmp0 (plan, "product") == 0;
}

static gchar *
make_print (Source *self)
{
  g_autofree gchar *name = source_dup_product (self);

  return name != NULL ? station_products_get_print (self->station->products, name) : NULL;
}

/* Has the product taken that is asked for now. A source that waits may have waited for that; one that has ended stays so. */
void
source_product_take (Source *self)
{
  g_autofree gchar *path = source_product_dup_path (self);

  g_free (self->print);
  self->print = make_print (self);
  if (self->retry != NULL)
    source_begin (self);
  else if (self->pipeline == NULL)
    return;
  else if (has_plan (self))
    source_restart (self);
  else
    g_object_set (self->inspect, "product", path, NULL);
}

static gboolean
look (gpointer data)
{
  Source *self = data;
  g_autofree gchar *print = make_print (self);

  if (g_strcmp0 (print, self->print) != 0)
    source_product_take (self);
  return G_SOURCE_CONTINUE;
}

/* Notes what the files are, and looks from now on whether they change. */
void
source_product_watch (Source *self)
{
  g_free (self->print);
  self->print = make_print (self);
  if (self->watch != NULL)
    return;
  self->watch = g_timeout_source_new (WATCH_MS);
  g_source_set_callback (self->watch, look, self, NULL);
  g_source_attach (self->watch, self->context);
}

static gboolean
take_soon (gpointer data)
{
  source_product_take (data);
  return G_SOURCE_REMOVE;
}

/**
 * source_set_product:
 * @self: a source that was started
 * @name: of a product
 * @error: why it cannot be inspected
 *
 * Has it inspected from the next board on. Reads its files.
 *
 * Returns: whether it will be
 */
gboolean
source_set_product (Source *self, const gchar *name, GError **error)
{
  g_autoptr (AoiRevision) revision = station_products_load (self->station->products, name, error);
  gboolean closed;

  if (revision == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  closed = self->facts.state == SOURCE_CLOSED;
  if (!closed) {
    g_free (self->facts.product);
    self->facts.product = g_strdup (name);
  }
  g_mutex_unlock (&self->lock);
  if (closed) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "the station ends");
    return FALSE;
  }
  g_main_context_invoke (self->context, take_soon, self);
  return TRUE;
}
