/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes values of an ROI in the text of its product file, and nothing else: comments of people in unknown keys, the
 * order of keys and the layout stay. The text was parsed before, and so is JSON. */
#include "tune/tune.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"

/* Where a value of the text begins and ends. */
typedef struct {
  const gchar *begin, *end;
} Span;

static const gchar *
skip_space (const gchar *at)
{
  return at + strspn (at, " \t\r\n");
}

static const gchar *
skip_string (const gchar *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

/* Behind the value that begins at @at. */
static const gchar *
skip_value (const gchar *at)
{
  guint depth = 0;

  if (strchr ("[{\"", *at) == NULL)
    return at + strcspn (at, ",]} \t\r\n");
  do {
    if (*at == '"') {
      at = skip_string (at);
      continue;
    }
    depth += *at == '[' || *at == '{';
    depth -= *at == ']' || *at == '}';
    at++;
  } while (depth > 0 && *at != '\0');
  return at;
}

/* The next element or member behind @at, or the end: %NULL. */
static const gchar *
skip_comma (const gchar *at)
{
  at = skip_space (at);
  return *at == ',' ? skip_space (at + 1) : NULL;
}

/* The value of a member of the object at @object; if there is none, the end of its last value. */
static gboolean
find_member (const gchar *object, const gchar *key, Span *value)
{
  const gchar *at = skip_space (object + 1);

  *value = (Span){ object + 1, object + 1 };
  while (at != NULL && *at == '"') {
    const gchar *end = skip_string (at);
    const gsize length = (gsize) (end - at) - 2;
    const gboolean found = strlen (key) == length && strncmp (at + 1, key, length) == 0;

    at = skip_space (end);
    if (*at != ':')
      return FALSE;
    value->begin = skip_space (at + 1);
    value->end = skip_value (value->begin);
    if (found)
      return TRUE;
    at = skip_comma (value->end);
  }
  return FALSE;
}

static gboolean
find_element (const gchar *array, guint index, Span *value)
{
  const gchar *at = skip_space (array + 1);

  while (at != NULL && *at != '\0' && *at != ']') {
    value->begin = at;
    value->end = skip_value (at);
    if (index-- == 0)
      return TRUE;
    at = skip_comma (value->end);
  }
  return FALSE;
}

/* How many elements there are. @last: (out): the last one, if there is any */
static guint
count_elements (const gchar *array, Span *last)
{
  guint n = 0;

  *last = (Span){ array + 1, array + 1 };
  while (find_element (array, n, last))
    n++;
  return n;
}

/* An ROI's place is the number at the end of its JSON path. */
static gboolean
find_roi (const gchar *text, const AoiRoi *roi, Span *value)
{
  const gchar *bracket = strrchr (roi->path, '[');
  const gchar *at = skip_space (g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text);
  Span rois = { at, at };

  if (bracket == NULL || (*at == '{' && !find_member (at, "rois", &rois)))
    return FALSE;
  return *rois.begin == '['
      && find_element (rois.begin, (guint) g_ascii_strtoull (bracket + 1, NULL, 10), value);
}

static gchar *
splice (const gchar *text, const Span *span, const gchar *with)
{
  g_autofree gchar *head = g_strndup (text, (gsize) (span->begin - text));

  return g_strconcat (head, with, span->end, NULL);
}

/* Sets a member of the object at @object. */
static gchar *
set_member (const gchar *text, const gchar *object, const gchar *key, const gchar *json)
{
  const gboolean is_empty = *skip_space (object + 1) == '}';
  g_autofree gchar *added = NULL;
  Span value;

  if (find_member (object, key, &value))
    return splice (text, &value, json);
  value.begin = value.end;
  added = g_strdup_printf ("%s\"%s\": %s", is_empty ? "" : ", ", key, json);
  return splice (text, &value, added);
}

static gchar *
show_number (gdouble number)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.4g", number));
}

static gchar *
refuse (const AoiRoi *roi, const gchar *key, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s: %s: is written as a list of fields, which has no place for %s: write it as an object",
      roi->file, roi->path, key);
  return NULL;
}

/* Lists of five fields have it last, those of six and more behind the exposure. Shorter ones become lists of five, whose
 * fourth is the focus. */
static gchar *
set_field_threshold (
    const gchar *text, const AoiRoi *roi, const Span *fields, const gchar *json, GError **error)
{
  Span value;
  const guint n = count_elements (fields->begin, &value);

  if (n == 3 || n == 4) {
    g_autofree gchar *added = g_strconcat (n == 3 ? ", null, " : ", ", json, NULL);

    value.begin = value.end;
    return splice (text, &value, added);
  }
  if (n < 5 || !find_element (fields->begin, n == 5 ? 4 : 5, &value))
    return refuse (roi, "ai_threshold", error);
  return splice (text, &value, json);
}

static gchar *
set_threshold (const gchar *text, const AoiRoi *roi, gdouble threshold, GError **error)
{
  g_autofree gchar *json = show_number (threshold);
  Span object, value;

  if (!find_roi (text, roi, &object))
    return refuse (roi, "ai_threshold", error);
  if (*object.begin == '[')
    return set_field_threshold (text, roi, &object, json, error);
  return set_member (text, object.begin,
      !find_member (object.begin, "ai_threshold", &value)
              && find_member (object.begin, "threshold", &value)
          ? "threshold"
          : "ai_threshold",
      json);
}

static gchar *
set_limit (const gchar *text, const AoiRoi *roi, const TuneChange *change, GError **error)
{
  g_autofree gchar *number = show_number (change->factor);
  g_autofree gchar *whole = g_strdup_printf ("{\"%s\": %s}", change->term, number);
  Span object, limits;

  if (!find_roi (text, roi, &object) || *object.begin != '{')
    return refuse (roi, "limits", error);
  if (find_member (object.begin, "limits", &limits) && *limits.begin == '{')
    return set_member (text, limits.begin, change->term, number);
  return set_member (text, object.begin, "limits", whole);
}

static gchar *
add_area (const gchar *text, const AoiRoi *roi, const AoiRect *area, GError **error)
{
  g_autofree gchar *box = g_strdup_printf (
      "[%d, %d, %d, %d]", area->x, area->y, area->x + area->width, area->y + area->height);
  g_autofree gchar *json = NULL;
  Span object, ignore, last;

  if (!find_roi (text, roi, &object) || *object.begin != '{')
    return refuse (roi, "ignore", error);
  if (find_member (object.begin, "ignore", &ignore) && *ignore.begin == '['
      && count_elements (ignore.begin, &last) > 0) {
    json = g_strconcat (", ", box, NULL);
    last.begin = last.end;
    return splice (text, &last, json);
  }
  json = g_strdup_printf ("[%s]", box);
  return set_member (text, object.begin, "ignore", json);
}

/* Returns: (transfer full): the text of a product file with a change of an ROI, goldens excepted, which are files of
 * their own; %NULL with an error if the ROI is written in a form that has no place for it */
gchar *
tune_edit (const gchar *text, const AoiRoi *roi, const TuneChange *change, GError **error)
{
  g_autofree gchar *edited = g_strdup (text);

  if (!isnan (change->threshold)) {
    g_autofree gchar *old = g_steal_pointer (&edited);

    edited = set_threshold (old, roi, change->threshold, error);
  }
  if (edited != NULL && change->term != NULL) {
    g_autofree gchar *old = g_steal_pointer (&edited);

    edited = set_limit (old, roi, change, error);
  }
  for (guint i = 0; edited != NULL && i < change->ignore->len; i++) {
    g_autofree gchar *old = g_steal_pointer (&edited);

    edited = add_area (old, roi, &g_array_index (change->ignore, AoiRect, i), error);
  }
  return g_steal_pointer (&edited);
}
