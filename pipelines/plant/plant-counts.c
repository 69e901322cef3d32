/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "plant.h"

void
plant_init (Plant *self)
{
  *self = (Plant){ .delays = g_array_new (FALSE, FALSE, sizeof (gdouble)) };
  g_mutex_init (&self->lock);
  g_cond_init (&self->timer);
}

void
plant_clear (Plant *self)
{
  g_array_unref (self->delays);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->timer);
}

/* @time: monotonic, us */
void
plant_wait_until (Plant *self, gint64 time)
{
  g_mutex_lock (&self->lock);
  while (g_get_monotonic_time () < time)
    g_cond_wait_until (&self->timer, &self->lock, time);
  g_mutex_unlock (&self->lock);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* ms; NaN if nothing was stored. */
gdouble
plant_get_delay (Plant *self, gdouble quantile)
{
  if (self->delays->len == 0)
    return NAN;
  g_array_sort (self->delays, compare);
  return g_array_index (self->delays, gdouble, (guint) ceil (quantile * self->delays->len) - 1);
}
