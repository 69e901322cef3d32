/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be changed of a ROI. */
#include "tune/tune.h"

#include <math.h>
#include <string.h>

static const struct {
  const gchar *term;
  gsize offset;
} limits[] = {
  { "structure", G_STRUCT_OFFSET (AoiCompareSpec, structure) },
  { "brightness", G_STRUCT_OFFSET (AoiCompareSpec, brightness) },
  { "chroma", G_STRUCT_OFFSET (AoiCompareSpec, chroma) },
  { "shift", G_STRUCT_OFFSET (AoiCompareSpec, shift) },
};

void
tune_change_init (TuneChange *self)
{
  *self = (TuneChange){ .threshold = NAN };
  self->goldens = g_array_new (FALSE, FALSE, sizeof (guint));
  self->ignore = g_array_new (FALSE, FALSE, sizeof (AoiRect));
}

void
tune_change_clear (TuneChange *self)
{
  g_clear_pointer (&self->goldens, g_array_unref);
  g_clear_pointer (&self->ignore, g_array_unref);
}

/* @dest: initialised */
void
tune_change_copy (TuneChange *dest, const TuneChange *src)
{
  dest->threshold = src->threshold;
  dest->term = src->term;
  dest->factor = src->factor;
  g_array_set_size (dest->goldens, 0);
  g_array_append_vals (dest->goldens, src->goldens->data, src->goldens->len);
  g_array_set_size (dest->ignore, 0);
  g_array_append_vals (dest->ignore, src->ignore->data, src->ignore->len);
}

gboolean
tune_change_is_empty (const TuneChange *self)
{
  return isnan (self->threshold) && self->goldens->len == 0 && self->ignore->len == 0
      && self->term == NULL;
}

/* Returns: (transfer none) (nullable): the factor on the limit of a term */
gdouble *
tune_spec_get_limit (AoiCompareSpec *spec, const gchar *term)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (g_strcmp0 (term, limits[i].term) == 0)
      return (gdouble *) (gpointer) ((gchar *) spec + limits[i].offset);
  return NULL;
}

static void
append_separator (GString *text)
{
  if (text->len > 0)
    g_string_append (text, ", ");
}

static void
describe_goldens (const TuneChange *self, const TuneRoi *roi, GString *text)
{
  for (guint i = 0; i < self->goldens->len; i++) {
    const guint index = g_array_index (self->goldens, guint, i);

    append_separator (text);
    g_string_append_printf (
        text, "golden of %s", g_array_index (roi->samples, TuneSample, index).board->name);
  }
}

/* Returns: (transfer full): it in words */
gchar *
tune_change_describe (const TuneChange *self, const TuneRoi *roi)
{
  GString *text = g_string_new (NULL);

  describe_goldens (self, roi, text);
  for (guint i = 0; i < self->ignore->len; i++) {
    const AoiRect *area = &g_array_index (self->ignore, AoiRect, i);

    append_separator (text);
    g_string_append_printf (text, "ignore [%d, %d, %d, %d]", area->x, area->y,
        area->x + area->width, area->y + area->height);
  }
  if (self->term != NULL) {
    append_separator (text);
    g_string_append_printf (text, "limits.%s %.3g", self->term, self->factor);
  }
  if (!isnan (self->threshold)) {
    append_separator (text);
    g_string_append_printf (
        text, "threshold %.4g, was %.4g", self->threshold, roi->prepared->roi->threshold);
  }
  return g_string_free (text, FALSE);
}
