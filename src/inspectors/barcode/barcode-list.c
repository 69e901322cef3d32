/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-list.h"

#include <math.h>
#include <string.h>

/* The upright rectangle around a code. */
typedef struct {
  gdouble left, right, top, bottom;
} Bounds;

static Bounds
get_bounds (const AoiBarcode *code)
{
  const gdouble *c = code->corners;

  return (Bounds){
    .left = fmin (fmin (c[0], c[2]), fmin (c[4], c[6])),
    .right = fmax (fmax (c[0], c[2]), fmax (c[4], c[6])),
    .top = fmin (fmin (c[1], c[3]), fmin (c[5], c[7])),
    .bottom = fmax (fmax (c[1], c[3]), fmax (c[5], c[7])),
  };
}

static void
barcode_clear (gpointer data)
{
  g_free (((AoiBarcode *) data)->text);
}

/**
 * aoi_barcode_list_new:
 *
 * Returns: (transfer full) (element-type AoiBarcode): an empty list, which owns its texts
 */
GArray *
aoi_barcode_list_new (void)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (AoiBarcode));

  g_array_set_clear_func (list, barcode_clear);
  return list;
}

static gboolean
is_same (const AoiBarcode *code, const gchar *text, const gchar *symbology, const Bounds *place,
    gdouble reach)
{
  const Bounds bounds = get_bounds (code);

  return g_str_equal (code->text, text) && g_str_equal (code->symbology, symbology)
      && bounds.left <= place->right + reach && place->left <= bounds.right + reach
      && bounds.top <= place->bottom + reach && place->top <= bounds.bottom + reach;
}

/**
 * aoi_barcode_list_add:
 * @list: (element-type AoiBarcode): a list
 * @text: (array length=length): bytes; what is not valid UTF-8, and NUL, becomes U+FFFD
 * @length: of @text
 * @symbology: static
 * @corners: x, y of four corners
 * @reach: in pixels, 0 or more
 * @marks: set of #AoiBarcodeMarks
 *
 * Adds a code, unless the same text and symbology is there at a place no farther than @reach from
 * this one.
 */
void
aoi_barcode_list_add (GArray *list, const gchar *text, gsize length, const gchar *symbology,
    const gdouble corners[8], gdouble reach, guint marks)
{
  AoiBarcode code = {
    .symbology = symbology,
    .is_weak = (marks & AOI_BARCODE_WEAK) != 0,
    .is_gs1 = (marks & AOI_BARCODE_GS1) != 0,
  };
  Bounds place;

  memcpy (code.corners, corners, sizeof code.corners);
  place = get_bounds (&code);
  code.text = g_utf8_make_valid (text, (gssize) length);
  for (guint i = 0; i < list->len; i++) {
    if (is_same (&g_array_index (list, AoiBarcode, i), code.text, symbology, &place, reach)) {
      g_free (code.text);
      return;
    }
  }
  g_array_append_val (list, code);
}

/**
 * aoi_barcode_list_find:
 * @list: (element-type AoiBarcode): a list
 * @code: a code
 * @reach: in pixels, 0 or more
 *
 * Returns: (transfer none) (nullable): the same text and symbology at a place no farther than @reach from
 *   @code, valid until the list changes
 */
const AoiBarcode *
aoi_barcode_list_find (const GArray *list, const AoiBarcode *code, gdouble reach)
{
  const Bounds place = get_bounds (code);

  for (guint i = 0; i < list->len; i++) {
    const AoiBarcode *other = &g_array_index (list, AoiBarcode, i);

    if (is_same (other, code->text, code->symbology, &place, reach))
      return other;
  }
  return NULL;
}

/**
 * aoi_barcode_get_length:
 * @code: a code
 *
 * Returns: the longer side of the upright rectangle around it
 */
gdouble
aoi_barcode_get_length (const AoiBarcode *code)
{
  const Bounds bounds = get_bounds (code);

  return fmax (bounds.right - bounds.left, bounds.bottom - bounds.top);
}

/* Whether a point is on one and the same side of all edges. */
static gboolean
has_point (const AoiBarcode *code, gdouble x, gdouble y)
{
  const gdouble *c = code->corners;
  gint left = 0, right = 0;

  for (guint i = 0; i < 8; i += 2) {
    const guint next = (i + 2) % 8;
    const gdouble side = (c[next] - c[i]) * (y - c[i + 1]) - (c[next + 1] - c[i + 1]) * (x - c[i]);

    left += side < 0.0;
    right += side > 0.0;
  }
  return (left == 0) != (right == 0);
}

/**
 * aoi_barcode_list_covers:
 * @list: (element-type AoiBarcode): a list
 * @code: a code
 *
 * Returns: whether the middle of @code lies on a code of the list
 */
gboolean
aoi_barcode_list_covers (const GArray *list, const AoiBarcode *code)
{
  const gdouble *c = code->corners;
  const gdouble x = (c[0] + c[2] + c[4] + c[6]) / 4.0, y = (c[1] + c[3] + c[5] + c[7]) / 4.0;

  for (guint i = 0; i < list->len; i++)
    if (has_point (&g_array_index (list, AoiBarcode, i), x, y))
      return TRUE;
  return FALSE;
}

/**
 * aoi_barcode_list_move:
 * @list: (element-type AoiBarcode): a list
 * @code: a code of another list, which keeps one without text
 *
 * Moves a code to the end of the list.
 */
void
aoi_barcode_list_move (GArray *list, AoiBarcode *code)
{
  g_array_append_val (list, *code);
  code->text = NULL;
}

/**
 * aoi_barcode_has_text:
 * @code: a code
 *
 * Returns: whether it says more than spaces and control characters
 */
gboolean
aoi_barcode_has_text (const AoiBarcode *code)
{
  for (const gchar *p = code->text; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
      return TRUE;
  }
  return FALSE;
}

/**
 * aoi_barcode_list_has_text:
 * @list: (element-type AoiBarcode): a list
 *
 * Returns: whether a code says more than spaces and control characters
 */
gboolean
aoi_barcode_list_has_text (const GArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (aoi_barcode_has_text (&g_array_index (list, AoiBarcode, i)))
      return TRUE;
  return FALSE;
}

/* Codes at one place are ordered by their text, so that the order depends on nothing else. */
static gint
compare_content (const AoiBarcode *a, const AoiBarcode *b)
{
  const gint order = strcmp (a->symbology, b->symbology);

  return order != 0 ? order : strcmp (a->text, b->text);
}

static gint
compare_places (gdouble a, gdouble b, gdouble next_a, gdouble next_b)
{
  if (a != b)
    return a < b ? -1 : 1;
  return (next_a > next_b) - (next_a < next_b);
}

static gint
compare_down (gconstpointer a, gconstpointer b)
{
  const Bounds first = get_bounds (a), second = get_bounds (b);
  const gint order = compare_places (first.top, second.top, first.left, second.left);

  return order != 0 ? order : compare_content (a, b);
}

static gint
compare_right (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Bounds first = get_bounds (a), second = get_bounds (b);
  const gint order = compare_places (first.left, second.left, first.top, second.top);

  return order != 0 ? order : compare_content (a, b);
}

/* Whether half the height of the lower of both lies beside the other. A linear code of which a
 * single line was read has no height: there the middle decides. */
static gboolean
share_row (const Bounds *a, const Bounds *b)
{
  const gdouble overlap = fmin (a->bottom, b->bottom) - fmax (a->top, b->top);
  const gdouble height = fmin (a->bottom - a->top, b->bottom - b->top);

  return overlap >= height / 2;
}

/* Brings the codes that share a row with the first one, the topmost left, next to it. */
static guint
gather_row (GArray *list, guint first)
{
  AoiBarcode *codes = (AoiBarcode *) (gpointer) list->data;
  const Bounds start = get_bounds (&codes[first]);
  guint n = 1;

  for (guint i = first + 1; i < list->len; i++) {
    const AoiBarcode code = codes[i];
    const Bounds bounds = get_bounds (&code);

    if (!share_row (&start, &bounds))
      continue;
    memmove (&codes[first + n + 1], &codes[first + n], (i - first - n) * sizeof code);
    codes[first + n++] = code;
  }
  return n;
}

/**
 * aoi_barcode_list_sort:
 * @list: (element-type AoiBarcode): a list
 *
 * Brings the codes into reading order: rows from top to bottom, each from left to right. The row of
 * the topmost code has all those whose heights overlap with its height by half of the smaller one.
 */
void
aoi_barcode_list_sort (GArray *list)
{
  guint n;

  g_array_sort (list, compare_down);
  for (guint first = 0; first < list->len; first += n) {
    n = gather_row (list, first);
    g_qsort_with_data (&g_array_index (list, AoiBarcode, first), (gint) n, sizeof (AoiBarcode),
        compare_right, NULL);
  }
}
