/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answers of helpers. */
#include "jail/aoi-wire.h"

#include <string.h>

#include "aoi-error.h"

/* Status, score, threshold, reason, values, time that reading pixels took. */
#define REPLY_TYPE "(yddmsma{sv}x)"

/* What a refusal may say. */
#define MAX_REFUSAL 4096

/* The thread's own: what does not fit is not written at all. */
static gsize
store (GVariant *variant, guint8 *reply)
{
  const gsize size = g_variant_get_size (variant);

  if (size > AOI_WIRE_REPLY_BYTES)
    return 0;
  g_variant_store (variant, reply);
  return size;
}

static GVariant *
reply_new (const AoiRoiResult *result, gint64 pixels_ns)
{
  GVariant *values = result->values;

  if (values != NULL && !g_variant_is_of_type (values, G_VARIANT_TYPE_VARDICT))
    values = NULL;
  return g_variant_take_ref (
      g_variant_new ("(yddms@ma{sv}x)", (guint8) result->status, result->score, result->threshold,
          result->reason, g_variant_new_maybe (G_VARIANT_TYPE_VARDICT, values), pixels_ns));
}

/**
 * aoi_wire_reply_write:
 * @result: a sealed result
 * @pixels_ns: what of its time went into reading pixels
 * @reply: (out caller-allocates): %AOI_WIRE_REPLY_BYTES, at a place for 8 bytes
 *
 * Returns: how many bytes were written
 */
gsize
aoi_wire_reply_write (const AoiRoiResult *result, gint64 pixels_ns, guint8 *reply)
{
  g_autoptr (GVariant) variant = reply_new (result, pixels_ns), other = NULL;
  AoiRoiResult shorter = { .status = AOI_STATUS_ERROR };
  gsize size = store (variant, reply);

  if (size > 0)
    return size;
  aoi_roi_result_error (&shorter,
      "the result has %" G_GSIZE_FORMAT " bytes, at most %d may leave the decoder",
      g_variant_get_size (variant), AOI_WIRE_REPLY_BYTES);
  other = reply_new (&shorter, pixels_ns);
  size = store (other, reply);
  aoi_roi_result_clear (&shorter);
  return size;
}

static gboolean
refuse (GError **error, const gchar *what)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s", what);
  return FALSE;
}

/* Numbers, texts, and lists of them: all that inspectors here have, and nothing that refers to anything else. */
static gboolean
is_plain (const GVariantType *type)
{
  const gchar *text = g_variant_type_peek_string (type);
  const gsize length = g_variant_type_get_string_length (type);

  return length == 1 ? strchr ("bynqiuxtds", text[0]) != NULL
                     : length == 2 && text[0] == 'a' && strchr ("bynqiuxtds", text[1]) != NULL;
}

static gboolean
check_values (GVariant *values, GError **error)
{
  GVariantIter iter;
  const gchar *key;
  GVariant *value;
  gboolean good = g_variant_n_children (values) <= AOI_WIRE_MAX_VALUES;

  g_variant_iter_init (&iter, values);
  while (good && g_variant_iter_next (&iter, "{&sv}", &key, &value)) {
    good = *key != '\0' && is_plain (g_variant_get_type (value));
    g_variant_unref (value);
  }
  return good || refuse (error, "values that no inspector has");
}

/* The numbers of a list must be as many as the texts that they belong to, each of which has @each. */
static gboolean
fit (GVariant *values, const gchar *texts, const gchar *numbers, gsize each)
{
  g_autoptr (GVariant) of = g_variant_lookup_value (values, numbers, NULL);
  g_autoptr (GVariant) list = g_variant_lookup_value (values, texts, NULL);

  return of == NULL
      || (list != NULL && g_variant_is_container (list) && g_variant_is_container (of)
          && g_variant_n_children (of) == each * g_variant_n_children (list));
}

static gboolean
check_counts (GVariant *values, GError **error)
{
  return (fit (values, AOI_VALUE_BARCODES, AOI_VALUE_SYMBOLOGIES, 1)
             && fit (values, AOI_VALUE_BARCODES, AOI_VALUE_CORNERS, 8)
             && fit (values, AOI_VALUE_WORDS, AOI_VALUE_WORD_CONFIDENCES, 1)
             && fit (values, AOI_VALUE_WORDS, AOI_VALUE_WORD_BOXES, 4))
      || refuse (error, "lists of different length");
}

static gboolean
take (GVariant *variant, AoiRoiResult *result, gint64 *pixels_ns, GError **error)
{
  g_autoptr (GVariant) values = NULL;
  g_autofree gchar *reason = NULL;
  gdouble score, threshold;
  guint8 status;

  g_variant_get (variant, "(yddms@ma{sv}x)", &status, &score, &threshold, &reason, NULL, pixels_ns);
  values = g_variant_get_child_value (variant, 4);
  if (status > AOI_STATUS_PASS || status == AOI_STATUS_TIMEOUT)
    return refuse (error, "an unknown status");
  if (g_variant_n_children (values) > 0) {
    g_autoptr (GVariant) dictionary = g_variant_get_child_value (values, 0);

    if (!check_values (dictionary, error) || !check_counts (dictionary, error))
      return FALSE;
    aoi_roi_result_take_values (result, g_steal_pointer (&dictionary));
  }
  g_free (result->reason);
  result->reason = g_steal_pointer (&reason);
  result->status = status;
  result->score = score;
  result->threshold = threshold;
  return TRUE;
}

/**
 * aoi_wire_reply_read:
 * @reply: what a helper wrote, which may change at any time
 * @size: how many bytes it says that this has
 * @result: (inout): gets the verdict
 * @pixels_ns: (out): what of its time went into reading pixels
 * @error: return location for an %AOI_ERROR_INVALID: what was said instead of a result
 *
 * Returns: %FALSE if this is no answer
 */
gboolean
aoi_wire_reply_read (
    const guint8 *reply, gsize size, AoiRoiResult *result, gint64 *pixels_ns, GError **error)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (size == 0 || size > AOI_WIRE_REPLY_BYTES)
    return refuse (error, "an answer of a wrong size");
  bytes = g_bytes_new (reply, size);
  variant = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (REPLY_TYPE), bytes, FALSE));
  if (!g_variant_is_normal_form (variant))
    return refuse (error, "bytes that are no result");
  return take (variant, result, pixels_ns, error);
}

/**
 * aoi_wire_refusal_write:
 * @message: why the helper cannot start
 * @reply: (out caller-allocates): %AOI_WIRE_REPLY_BYTES
 *
 * Returns: how many bytes were written
 */
gsize
aoi_wire_refusal_write (const gchar *message, guint8 *reply)
{
  const gsize size = MIN (strlen (message), MAX_REFUSAL);

  memcpy (reply, message, size);
  return size;
}

/**
 * aoi_wire_refusal_read:
 * @reply: what a helper wrote
 * @size: how many bytes it says that this has
 *
 * Returns: (transfer full): it, UTF-8
 */
gchar *
aoi_wire_refusal_read (const guint8 *reply, gsize size)
{
  g_autofree gchar *copy = g_strndup ((const gchar *) reply, MIN (size, MAX_REFUSAL));

  return g_utf8_make_valid (copy, -1);
}
