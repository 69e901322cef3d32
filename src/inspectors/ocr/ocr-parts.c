/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Characters that run into each other, in small or blurred print, are one piece of ink; one whose strokes
 * are faint is several. */
#include "inspectors/ocr/ocr-parts.h"

#include <math.h>

#include "inspectors/ocr/ocr-faded.h"
#include "inspectors/ocr/ocr-rates.h"
#include "inspectors/ocr/ocr-seam.h"

/* In heights of capitals: a piece narrower than the first is one character, none is wider than the second,
 * no slice is narrower than the third, and slices of a character are no farther apart than the fourth. */
#define MIN_CUT 0.5
#define MAX_WIDTH 1.5
#define MIN_SLICE 0.08
#define MAX_APART 0.45

/* A piece that is a character as likely as this, and no wider, is one. */
#define CLEAR 0.9
#define MAX_CLEAR_WIDTH 1.15

/* Where characters touch there is less ink than on both sides by the first, within the second, in heights. The foot of an
 * L or a serif that touches the next character is a bridge of several columns, which differ by less than the third:
 * either end of it may be where the characters meet. */
#define MIN_DEPTH 0.02
#define BESIDE 0.3
#define LEVEL 0.04

/* In heights of capitals: where characters may be cut anywhere, slices are at most about as wide. */
#define EVEN_SLICE 0.12

/* Natural logarithms: a part that begins where ink is cut, or that joins pieces, must be likelier by these. */
#define CUT_COST 0.7
#define JOIN_COST 0.7

/* Pixels: of lower capitals too little is seen. */
#define MIN_HEIGHT 13.0

/* A view with more is grain, or too much to be looked at in a frame's time. */
#define MAX_SLICES 200

/* What is seen in one of these placements is as true as in the usual one. A part that touches its neighbours is seen as it
 * is cut in some, and between seams in the others: neither is always better. */
static const struct {
  gboolean between;
  AoiOcrPlacement placement;
} placements[AOI_OCR_PLACEMENTS] = {
  { FALSE, { 0.012, -0.02, 0.0 } },
  { TRUE, { -0.012, 0.02, 0.0 } },
  { TRUE, { 0.012, 0.0, 0.04 } },
  { FALSE, { -0.012, 0.0, -0.04 } },
};

static void
clear_strip (gpointer strip)
{
  aoi_ocr_strip_clear (strip);
}

/**
 * aoi_ocr_parts_init:
 * @self: (out caller-allocates): parts of no line yet
 */
void
aoi_ocr_parts_init (AoiOcrParts *self)
{
  self->strips = g_array_new (FALSE, FALSE, sizeof (AoiOcrStrip));
  g_array_set_clear_func (self->strips, clear_strip);
  self->contexts = g_array_new (FALSE, TRUE, sizeof (AoiOcrSight));
  self->pieces = g_array_new (FALSE, FALSE, sizeof (AoiOcrSlice));
  self->slices = g_array_new (FALSE, FALSE, sizeof (AoiOcrSlice));
  self->parts = g_ptr_array_new_with_free_func (g_free);
  self->effort = AOI_OCR_EFFORT_USUAL;
}

/**
 * aoi_ocr_parts_clear:
 * @self: parts
 */
void
aoi_ocr_parts_clear (AoiOcrParts *self)
{
  g_clear_pointer (&self->strips, g_array_unref);
  g_clear_pointer (&self->contexts, g_array_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_clear_pointer (&self->slices, g_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

/* Pieces may reach over each other: the slices meet in the middle of what they share. */
static void
append_pieces (AoiOcrParts *self, const AoiOcrStrip *strip, guint number)
{
  const GArray *pieces = strip->line->pieces;
  const guint first = self->pieces->len;

  for (guint i = 0; i < pieces->len; i++) {
    const AoiRect *box = &g_array_index (pieces, AoiRect, i);
    AoiOcrSlice slice = { number, box->x - strip->line->box.x,
      box->x - strip->line->box.x + box->width, FALSE, FALSE };

    if (self->pieces->len > first) {
      AoiOcrSlice *last = &g_array_index (self->pieces, AoiOcrSlice, self->pieces->len - 1);

      if (last->to > slice.from)
        last->to = slice.from = (last->to + slice.from) / 2;
    }
    if (slice.to > slice.from)
      g_array_append_val (self->pieces, slice);
  }
  aoi_ocr_faded_widen (strip, self->pieces, first);
}

/**
 * aoi_ocr_parts_add_line:
 * @self: parts
 * @page: the page
 * @picture: (nullable): a line; without it, there is too little contrast. It must outlive @self
 * @line: the same line; as @picture
 *
 * Lines are added from the top down. Those that are too low to be looked at have no parts.
 */
void
aoi_ocr_parts_add_line (
    AoiOcrParts *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line)
{
  AoiOcrStrip strip = { NULL, line, 0.0, 0.0, NULL };

  if (picture != NULL) {
    aoi_ocr_strip_init (&strip, page, picture, line);
    aoi_ocr_faded_find (&strip);
    if (aoi_ocr_strip_get_height (&strip) >= MIN_HEIGHT)
      append_pieces (self, &strip, self->strips->len);
  }
  g_array_append_val (self->strips, strip);
}

static const AoiOcrSlice *
get_slice (const AoiOcrParts *self, guint i)
{
  return &g_array_index (self->slices, AoiOcrSlice, i);
}

static const AoiOcrStrip *
get_strip (const AoiOcrParts *self, const AoiOcrSlice *slice)
{
  return &g_array_index (self->strips, AoiOcrStrip, slice->line);
}

/* Sets the lines' contexts to the means over their pieces. */
static void
set_contexts (AoiOcrParts *self, const AoiOcrSight *sights)
{
  g_array_set_size (self->contexts, 0);
  g_array_set_size (self->contexts, self->strips->len);
  for (guint line = 0; line < self->strips->len; line++) {
    AoiOcrSight *context = &g_array_index (self->contexts, AoiOcrSight, line);
    guint n = 0;

    for (guint i = 0; i < self->slices->len; i++) {
      if (get_slice (self, i)->line != line)
        continue;
      for (guint k = 0; k < AOI_OCR_NET_SEEN; k++)
        context->values[k] += sights[i].values[k];
      n++;
    }
    for (guint k = 0; n > 0 && k < AOI_OCR_NET_SEEN; k++)
      context->values[k] /= (gfloat) n;
  }
}

static gboolean
is_clear (const AoiOcrParts *self, const AoiOcrSlice *slice, const AoiOcrRates *rates)
{
  const gdouble height = aoi_ocr_strip_get_height (get_strip (self, slice));

  return slice->to - slice->from <= MAX_CLEAR_WIDTH * height
      && aoi_ocr_rates_get_best (rates) > log (CLEAR);
}

static gdouble
find_most (const gdouble *inks, gint from, gint to)
{
  gdouble most = 0.0;

  for (gint x = from; x < to; x++)
    most = fmax (most, inks[x]);
  return most;
}

/* Whether column @at of @n has the least ink, the first of those that have, and there is more on both sides. */
static gboolean
is_bridge (const gdouble *inks, gint n, gint at, gint least, gdouble height)
{
  const gint beside = (gint) ceil (BESIDE * height);

  for (gint x = MAX (0, at - least); x <= MIN (n - 1, at + least); x++)
    if (inks[x] < inks[at] || (x < at && inks[x] == inks[at]))
      return FALSE;
  return find_most (inks, MAX (0, at - beside), at) > inks[at] + MIN_DEPTH * height
      && find_most (inks, at + 1, MIN (n, at + 1 + beside)) > inks[at] + MIN_DEPTH * height;
}

/* Returns: the last column of a bridge that begins at @at */
static gint
find_far_end (const gdouble *inks, gint n, gint at, gdouble height)
{
  gint end = at;

  while (end + 1 < n && inks[end + 1] <= inks[at] + LEVEL * height)
    end++;
  return end;
}

/* Marks the columns where @inks may be cut: bridges, and the far ends of those that are no narrower than a slice. */
static void
mark_cuts (const gdouble *inks, gint n, gint least, gdouble height, gboolean *cuts)
{
  for (gint x = least; x < n - least; x++) {
    gint far;

    if (!is_bridge (inks, n, x, least, height))
      continue;
    cuts[x] = TRUE;
    far = find_far_end (inks, n, x, height);
    if (far >= x + least && far < n - least)
      cuts[far] = TRUE;
  }
}

/* Divides what is between cuts. Characters that are blurred may meet where there is no less ink than beside: a serif in
 * another one, the diagonal of a W in the stem of a D. */
static void
mark_even_cuts (gint n, gdouble height, gboolean *cuts)
{
  gint from = 0;

  for (gint x = 1; x <= n; x++) {
    const gint n_slices = (gint) ((x - from) / (EVEN_SLICE * height));

    if (x < n && !cuts[x])
      continue;
    for (gint i = 1; i < n_slices; i++)
      cuts[from + i * (x - from) / n_slices] = TRUE;
    from = x;
  }
}

/* Appends @slice, cut where it has less ink than beside. */
static void
append_cut (const AoiOcrParts *self, AoiOcrSlice slice, GArray *slices)
{
  const AoiOcrStrip *strip = get_strip (self, &slice);
  const gdouble height = aoi_ocr_strip_get_height (strip);
  const gint least = MAX (2, (gint) (MIN_SLICE * height)), end = slice.to;
  const gint n = slice.to - slice.from, begin = slice.from;
  g_autofree gdouble *inks = g_new (gdouble, n);
  g_autofree gboolean *cuts = g_new0 (gboolean, n);

  for (gint x = 0; x < n; x++)
    inks[x] = aoi_ocr_strip_measure_column (strip, begin + x);
  if (n >= MIN_CUT * height)
    mark_cuts (inks, n, least, height, cuts);
  if (n >= MIN_CUT * height && self->effort == AOI_OCR_EFFORT_ALL && !slice.is_clear)
    mark_even_cuts (n, height, cuts);
  for (gint x = 0; x < n; x++) {
    if (!cuts[x] || begin + x - slice.from < least)
      continue;
    slice.to = begin + x;
    g_array_append_val (slices, slice);
    slice.from = slice.to;
    slice.is_cut = TRUE;
  }
  slice.to = end;
  g_array_append_val (slices, slice);
}

static AoiOcrPart *
see (const AoiOcrParts *self, guint first, guint n)
{
  const AoiOcrSlice *begin = get_slice (self, first), *end = get_slice (self, first + n - 1);
  const AoiOcrStrip *strip = get_strip (self, begin);
  AoiOcrPart *part = g_new (AoiOcrPart, 1);
  AoiOcrShape shape = { 0 };

  *part = (AoiOcrPart){ begin->line, begin->from, end->to, begin->is_cut ? CUT_COST : 0.0 };
  for (guint i = 1; i < n; i++)
    part->cost += get_slice (self, first + i)->is_cut ? 0.0 : JOIN_COST;
  if (!aoi_ocr_strip_trim (strip, &part->from, &part->to)) {
    part->from = begin->from;
    part->to = end->to;
  }
  aoi_ocr_strip_take (strip, part->from, part->to, NULL, &shape);
  aoi_ocr_net_see (&shape, &part->sight);
  return part;
}

static void
rate (const AoiOcrParts *self, AoiOcrPart *part)
{
  aoi_ocr_net_rate (
      &part->sight, &g_array_index (self->contexts, AoiOcrSight, part->line), &part->rates);
}

/* Gives each piece as one part, of which the contexts are known then. The pieces are the slices. */
static GPtrArray *
look_at_pieces (AoiOcrParts *self)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree AoiOcrSight *sights = g_new (AoiOcrSight, self->slices->len);

  for (guint i = 0; i < self->slices->len; i++) {
    AoiOcrPart *part = see (self, i, 1);

    sights[i] = part->sight;
    g_ptr_array_add (parts, part);
  }
  set_contexts (self, sights);
  for (guint i = 0; i < parts->len; i++)
    rate (self, parts->pdata[i]);
  return parts;
}

/* Replaces the slices by those that they are cut into; @whole are the parts of one slice. */
static void
cut_slices (AoiOcrParts *self, GPtrArray *whole)
{
  GArray *slices = g_array_new (FALSE, FALSE, sizeof (AoiOcrSlice));

  for (guint i = 0; i < whole->len; i++) {
    AoiOcrSlice slice = *get_slice (self, i);
    AoiOcrPart *part = whole->pdata[i];
    guint first, n;

    if (self->effort != AOI_OCR_EFFORT_USUAL)
      slice.is_cut = aoi_ocr_faded_append (get_strip (self, &slice), &slice, slices);
    first = slices->len;
    slice.is_clear = is_clear (self, &slice, &part->rates);
    if (slice.is_clear && self->effort == AOI_OCR_EFFORT_USUAL)
      g_array_append_val (slices, slice);
    else
      append_cut (self, slice, slices);
    n = slices->len - first;
    g_ptr_array_set_size (self->parts, (gint) (slices->len * AOI_OCR_MAX_SLICES));
    if (n <= AOI_OCR_MAX_SLICES)
      self->parts->pdata[first * AOI_OCR_MAX_SLICES + n - 1] = g_steal_pointer (&whole->pdata[i]);
  }
  g_array_unref (self->slices);
  self->slices = slices;
}

/**
 * aoi_ocr_parts_cut:
 * @self: parts of all lines
 * @effort: how many ways to cut are tried
 *
 * Cuts the pieces of ink. aoi_ocr_parts_get() works then.
 *
 * Returns: %FALSE if there are too many
 */
gboolean
aoi_ocr_parts_cut (AoiOcrParts *self, AoiOcrEffort effort)
{
  g_autoptr (GPtrArray) whole = NULL;

  if (self->pieces->len > MAX_SLICES)
    return FALSE;
  self->effort = effort;
  g_array_unref (self->slices);
  self->slices = g_array_copy (self->pieces);
  g_ptr_array_set_size (self->parts, 0);
  whole = look_at_pieces (self);
  cut_slices (self, whole);
  return self->slices->len <= MAX_SLICES;
}

/**
 * aoi_ocr_parts_set_context:
 * @self: parts that are cut
 * @line: number of a line
 * @context: what its print is like
 *
 * Rates the line's parts again, by what is known of the print now.
 */
void
aoi_ocr_parts_set_context (AoiOcrParts *self, guint line, const AoiOcrSight *context)
{
  g_array_index (self->contexts, AoiOcrSight, line) = *context;
  for (guint i = 0; i < self->parts->len; i++) {
    AoiOcrPart *part = self->parts->pdata[i];

    if (part != NULL && part->line == line)
      rate (self, part);
  }
}

static gboolean
may_be_part (const AoiOcrParts *self, guint first, guint n)
{
  const AoiOcrSlice *begin = get_slice (self, first);
  const gdouble height = aoi_ocr_strip_get_height (get_strip (self, begin));
  gboolean all_clear = begin->is_clear;

  for (guint i = first + 1; i < first + n; i++) {
    const AoiOcrSlice *slice = get_slice (self, i);

    if (slice->line != begin->line
        || slice->from - get_slice (self, i - 1)->to > MAX_APART * height)
      return FALSE;
    all_clear = all_clear && slice->is_clear;
  }
  if (n > 1 && all_clear && self->effort == AOI_OCR_EFFORT_USUAL)
    return FALSE;
  return n == 1 || get_slice (self, first + n - 1)->to - begin->from <= MAX_WIDTH * height;
}

/**
 * aoi_ocr_parts_get:
 * @self: parts that are cut
 * @first: number of a slice
 * @n: how many slices, at most %AOI_OCR_MAX_SLICES
 *
 * Returns: (nullable): these slices together; %NULL if they are no character
 */
const AoiOcrPart *
aoi_ocr_parts_get (AoiOcrParts *self, guint first, guint n)
{
  const guint at = first * AOI_OCR_MAX_SLICES + n - 1;

  if (first + n > self->slices->len)
    return NULL;
  if (self->parts->pdata[at] == NULL && may_be_part (self, first, n)) {
    AoiOcrPart *part = see (self, first, n);

    rate (self, part);
    self->parts->pdata[at] = part;
  }
  return self->parts->pdata[at];
}

/* Whether what is to the left of slice @i hangs together with it, or reaches over it. */
static gboolean
is_touched (const AoiOcrParts *self, guint i)
{
  return i > 0 && i < self->slices->len
      && get_slice (self, i - 1)->line == get_slice (self, i)->line
      && get_slice (self, i - 1)->to == get_slice (self, i)->from;
}

/* What the net sees of @part on @strip, which may have less of its neighbours: these are there nevertheless. */
static void
see_placed (const AoiOcrStrip *strip, const AoiOcrStretch *part, guint i, AoiOcrSight *sight)
{
  AoiOcrShape shape = { 0 };

  aoi_ocr_strip_take (strip, part->from, part->to, &placements[i].placement, &shape);
  if (part->touches_left)
    shape.facts[1] = 0.0f;
  if (part->touches_right)
    shape.facts[2] = 0.0f;
  aoi_ocr_net_see (&shape, sight);
}

/**
 * aoi_ocr_parts_see_again:
 * @self: parts that are cut
 * @first: number of a slice
 * @n: how many slices, which are a part
 * @sights: (out caller-allocates) (array): what the net sees of it in %AOI_OCR_PLACEMENTS placements
 */
void
aoi_ocr_parts_see_again (AoiOcrParts *self, guint first, guint n, AoiOcrSight *sights)
{
  const AoiOcrPart *part = aoi_ocr_parts_get (self, first, n);
  const AoiOcrStrip *strip = get_strip (self, get_slice (self, first));
  const AoiOcrStretch cut = { part->from, part->to, is_touched (self, first),
    is_touched (self, first + n) };
  AoiOcrStretch seamed = cut;
  AoiOcrStrip between;

  aoi_ocr_strip_init_between (&between, strip, &seamed);
  for (guint i = 0; i < AOI_OCR_PLACEMENTS; i++)
    see_placed (placements[i].between ? &between : strip, placements[i].between ? &seamed : &cut, i,
        &sights[i]);
  aoi_ocr_strip_clear_between (&between);
}
