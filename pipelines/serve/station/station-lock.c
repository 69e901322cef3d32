/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One who changes a product at a time. */
#include "station/station-products-private.h"

struct _StationLock {
  StationProducts *products;
  gchar *name;
  GMutex mutex;
  guint users; /* the products' lock: who hold it or wait for it */
};

/**
 * station_products_lock:
 * @self: products
 * @name: of a product, be it there or not
 *
 * Waits until nobody else changes the product.
 *
 * Returns: (transfer full): a lock, whose end lets others change it
 */
StationLock *
station_products_lock (StationProducts *self, const gchar *name)
{
  StationLock *lock;

  g_mutex_lock (&self->lock);
  lock = g_hash_table_lookup (self->locks, name);
  if (lock == NULL) {
    lock = g_new0 (StationLock, 1);
    lock->products = self;
    lock->name = g_strdup (name);
    g_mutex_init (&lock->mutex);
    g_hash_table_insert (self->locks, lock->name, lock);
  }
  lock->users++;
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&lock->mutex);
  return lock;
}

/**
 * station_lock_free:
 * @self: (transfer full): a lock
 *
 * Lets the next one change the product.
 */
void
station_lock_free (StationLock *self)
{
  StationProducts *products = self->products;
  gboolean last;

  g_mutex_unlock (&self->mutex);
  g_mutex_lock (&products->lock);
  last = --self->users == 0;
  if (last)
    g_hash_table_remove (products->locks, self->name);
  g_mutex_unlock (&products->lock);
  if (!last)
    return;
  g_mutex_clear (&self->mutex);
  g_free (self->name);
  g_free (self);
}
