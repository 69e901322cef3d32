/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-content.h"

#include "base/aoi-quote.h"
#include "inspectors/barcode/barcode-gs1.h"
#include "inspectors/barcode/barcode-kinds.h"
#include "inspectors/barcode/barcode-list.h"
#include "inspectors/barcode/barcode-spec.h"
#include "product/aoi-text-match.h"

/* The number of a DataBar code is given without its identifier, whatever the version of ZXing. */
#define DATA_BAR_IDENTIFIER "01"
#define DATA_BAR_DIGITS 14

struct _AoiBarcodeContent {
  AoiTextMatch match;
  AoiTextMatcher *matcher; /* NULL: any text */
  AoiBarcodeSpec *spec; /* NULL: nothing else is asked for */
};

/* What is asked for, in the order in which it is checked. */
typedef enum {
  STAGE_TEXT,
  STAGE_LENGTH,
  STAGE_GS1,
  STAGE_GOOD
} Stage;

/* The code that came farthest, and why not farther. */
typedef struct {
  Stage stage;
  gchar *reason; /* NULL for STAGE_GOOD, but for what was allowed for */
  GError *error; /* that the expression reached its limit on a code */
} Best;

/**
 * aoi_barcode_content_new:
 * @roi: a barcode ROI
 * @content: (out) (transfer full) (nullable): what it asks for; %NULL: nothing, so that any text passes
 * @error: return location for an %AOI_ERROR_INVALID: a regular expression that is none
 *
 * Returns: %FALSE with @error set if the ROI cannot be inspected
 */
gboolean
aoi_barcode_content_new (const AoiRoi *roi, AoiBarcodeContent **content, GError **error)
{
  const gboolean has_text = roi->text_match != AOI_TEXT_MATCH_UNSET && roi->expected_text != NULL;
  g_autoptr (AoiBarcodeContent) self = NULL;

  *content = NULL;
  if (!has_text && roi->spec == NULL)
    return TRUE;
  self = g_new0 (AoiBarcodeContent, 1);
  self->match = roi->text_match;
  if (roi->spec != NULL)
    self->spec = aoi_barcode_spec_copy (roi->spec);
  if (has_text) {
    self->matcher = aoi_text_matcher_new (roi->text_match, roi->expected_text, TRUE, error);
    if (self->matcher == NULL)
      return FALSE;
  }
  *content = g_steal_pointer (&self);
  return TRUE;
}

/**
 * aoi_barcode_content_free:
 * @self: (transfer full) (nullable): what an ROI asks for
 */
void
aoi_barcode_content_free (AoiBarcodeContent *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->matcher, aoi_text_matcher_free);
  g_clear_pointer (&self->spec, aoi_barcode_spec_free);
  g_free (self);
}

static gchar *
explain_text (const AoiBarcodeContent *self, const gchar *quoted)
{
  g_autofree gchar *expected = aoi_quote (aoi_text_matcher_get_expected (self->matcher));

  switch (self->match) {
    case AOI_TEXT_MATCH_EQUALS:
      return g_strdup_printf ("expected %s, read %s", expected, quoted);
    case AOI_TEXT_MATCH_WORD:
      return g_strdup_printf ("expected the word %s, read %s", expected, quoted);
    case AOI_TEXT_MATCH_REGEX:
      return g_strdup_printf ("expected a match of %s, read %s", expected, quoted);
    case AOI_TEXT_MATCH_SIMILAR:
      return g_strdup_printf ("expected the like of %s, read %s", expected, quoted);
    default:
      return g_strdup_printf ("expected %s in it, read %s", expected, quoted);
  }
}

/* Returns whether the text is the expected one; sets @reason to why not, or to what was allowed for. */
static gboolean
check_text (const AoiBarcodeContent *self, const gchar *text, gchar **reason, GError **error)
{
  g_autofree gchar *quoted = aoi_quote (text);
  g_auto (AoiTextLikeness) likeness = { NULL, NULL };
  g_autofree gchar *swaps = NULL;

  if (self->matcher == NULL)
    return TRUE;
  if (!aoi_text_matcher_test (self->matcher, text, &likeness, error)) {
    *reason = explain_text (self, quoted);
    return FALSE;
  }
  if (likeness.swaps != NULL) {
    swaps = g_strjoinv (", ", likeness.swaps);
    *reason = g_strdup_printf ("text %s taken as \"%s\": %s", quoted,
        aoi_text_matcher_get_expected (self->matcher), swaps);
  }
  return TRUE;
}

/* Returns: (nullable): why the text is too long or short. */
static gchar *
check_length (const AoiBarcodeSpec *spec, const gchar *text)
{
  const glong length = g_utf8_strlen (text, -1);
  g_autofree gchar *quoted = NULL;

  if (spec == NULL || spec->max_length == 0
      || (length >= (glong) spec->min_length && length <= (glong) spec->max_length))
    return NULL;
  quoted = aoi_quote (text);
  if (spec->min_length == spec->max_length)
    return g_strdup_printf ("expected %u character%s, read %ld: %s", spec->min_length,
        spec->min_length == 1 ? "" : "s", length, quoted);
  return g_strdup_printf ("expected %u to %u characters, read %ld: %s", spec->min_length,
      spec->max_length, length, quoted);
}

static gchar *
dup_elements (const AoiBarcode *code)
{
  const guint kind = aoi_barcode_kind_from_name (code->symbology);

  if (kind == AOI_BARCODE_DATA_BAR && g_utf8_strlen (code->text, -1) == DATA_BAR_DIGITS)
    return g_strconcat (DATA_BAR_IDENTIFIER, code->text, NULL);
  return g_strdup (code->text);
}

/* Returns: (nullable): why the text is not as GS1 asks for. */
static gchar *
check_gs1 (const AoiBarcodeSpec *spec, const AoiBarcode *code)
{
  const guint kind = aoi_barcode_kind_from_name (code->symbology);
  const gboolean is_data_bar = (kind & (AOI_BARCODE_DATA_BAR | AOI_BARCODE_DATA_BAR_EXPANDED)) != 0;
  g_autofree gchar *quoted = NULL, *elements = NULL, *fault = NULL;

  if (spec == NULL || !spec->gs1)
    return NULL;
  quoted = aoi_quote (code->text);
  if (!code->is_gs1 && !is_data_bar)
    return g_strdup_printf (
        "expected a code of GS1, read %s of %s without FNC1 at the begin", quoted, code->symbology);
  elements = dup_elements (code);
  fault = aoi_gs1_find_fault (elements, (const gchar *const *) spec->identifiers);
  return fault != NULL ? g_strdup_printf ("not as GS1 asks for: %s; read %s", fault, quoted) : NULL;
}

static void
take_best (Best *best, Stage stage, gchar *reason)
{
  if (stage < best->stage
      || (stage == best->stage && (best->reason != NULL || stage == STAGE_GOOD))) {
    g_free (reason);
    return;
  }
  g_free (best->reason);
  best->stage = stage;
  best->reason = reason;
}

/* Returns whether the code is as the ROI asks for. */
static gboolean
check_code (const AoiBarcodeContent *self, const AoiBarcode *code, Best *best)
{
  gchar *reason = NULL, *fault;

  if (!check_text (self, code->text, &reason, best->error == NULL ? &best->error : NULL)) {
    take_best (best, STAGE_TEXT, reason);
    return FALSE;
  }
  fault = check_length (self->spec, code->text);
  if (fault == NULL && (fault = check_gs1 (self->spec, code)) != NULL)
    take_best (best, STAGE_GS1, fault);
  else if (fault != NULL)
    take_best (best, STAGE_LENGTH, fault);
  else
    take_best (best, STAGE_GOOD, g_steal_pointer (&reason));
  g_free (reason);
  return fault == NULL;
}

/* Of one kind: a label may say the same by a code of another kind. */
static gboolean
is_twice (const GArray *codes, guint index)
{
  const AoiBarcode *code = &g_array_index (codes, AoiBarcode, index);

  for (guint i = 0; i < index; i++) {
    const AoiBarcode *other = &g_array_index (codes, AoiBarcode, i);

    if (g_str_equal (other->text, code->text) && g_str_equal (other->symbology, code->symbology))
      return TRUE;
  }
  return FALSE;
}

static void
report (const Best *best, guint n_codes, AoiRoiResult *result)
{
  const gchar *others = n_codes > 1 ? ", as the best of what was read" : "";

  if (best->stage == STAGE_GOOD && best->reason == NULL)
    aoi_roi_result_pass (result, 1.0, 1.0);
  else if (best->stage == STAGE_GOOD)
    aoi_roi_result_pass_allowing (result, 1.0, 1.0, "%s", best->reason);
  else if (best->error != NULL)
    aoi_roi_result_error (result, "%s", best->error->message);
  else
    aoi_roi_result_fail (result, 0.0, 1.0, "%s%s", best->reason, others);
}

static gboolean
must_be_unique (const AoiBarcodeContent *self)
{
  return self->spec != NULL && self->spec->unique.within != AOI_UNIQUE_NO;
}

/**
 * aoi_barcode_content_judge:
 * @self: what the ROI asks for
 * @codes: (element-type AoiBarcode): what was read, at least one text
 * @result: where to put the verdict
 *
 * Passes if one code is all that the ROI asks for, and none such is there twice where it must be unique. Any
 * thread.
 *
 * Returns: (transfer floating): the texts that are as the ROI asks for, an as
 */
GVariant *
aoi_barcode_content_judge (const AoiBarcodeContent *self, const GArray *codes, AoiRoiResult *result)
{
  g_auto (GVariantBuilder) matched = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  const gchar *twice = NULL;
  Best best = { STAGE_TEXT, NULL, NULL };
  guint n_codes = 0;

  for (guint i = 0; i < codes->len; i++) {
    const AoiBarcode *code = &g_array_index (codes, AoiBarcode, i);

    if (!aoi_barcode_has_text (code))
      continue;
    n_codes++;
    if (!check_code (self, code, &best))
      continue;
    g_variant_builder_add (&matched, "s", code->text);
    if (must_be_unique (self) && is_twice (codes, i))
      twice = code->text;
  }
  report (&best, n_codes, result);
  if (twice != NULL) {
    g_autofree gchar *quoted = aoi_quote (twice);

    aoi_roi_result_fail (result, 0.0, 1.0, "not unique: %s is twice in this ROI", quoted);
  }
  g_free (best.reason);
  g_clear_error (&best.error);
  return g_variant_builder_end (&matched);
}
