/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Element strings of GS1: whether each identifier is known and its value is what it may be. */
#include "inspectors/barcode/barcode-gs1.h"

#include <string.h>

#include "base/aoi-quote.h"
#include "inspectors/barcode/barcode-gs1-table.h"

/* An element: an identifier and its value, both in the text of the code. */
typedef struct {
  const AoiGs1Identifier *identifier;
  const gchar *name;
  const gchar *value;
  gsize length; /* of the value, bytes */
} Element;

static gboolean
is_in_set (gchar c, gchar characters)
{
  switch (characters) {
    case 'N':
      return g_ascii_isdigit (c);
    case 'X':
      return g_ascii_isalnum (c) || (c != '\0' && strchr ("!\"%&'()*+,-./_:;<=>?", c) != NULL);
    case 'Y':
      return g_ascii_isupper (c) || g_ascii_isdigit (c) || c == '#' || c == '-' || c == '/';
    default:
      return g_ascii_isalnum (c) || c == '-' || c == '_' || c == '=';
  }
}

/* Weights 3 and 1 by turns from the right end, so that the sum is a multiple of ten. */
static gchar
get_check_digit (const gchar *digits, gsize n)
{
  guint sum = 0;

  for (gsize i = 0; i + 1 < n; i++)
    sum += (guint) (digits[i] - '0') * ((n - i) % 2 == 0 ? 3 : 1);
  return (gchar) ('0' + (10 - sum % 10) % 10);
}

static guint
read_two (const gchar *digits)
{
  return (guint) (digits[0] - '0') * 10 + (guint) (digits[1] - '0');
}

/* Of a year without its century, which is a leap year if it can be. */
static gboolean
is_date (const gchar *digits, gboolean any_day)
{
  const guint year = read_two (digits), month = read_two (digits + 2), day = read_two (digits + 4);

  if (month < 1 || month > 12)
    return FALSE;
  if (day == 0)
    return any_day;
  return day <= g_date_get_days_in_month ((GDateMonth) month, (GDateYear) (2000 + year));
}

static gboolean
is_date_of_century (const gchar *digits)
{
  const guint year = read_two (digits) * 100 + read_two (digits + 2);

  return g_date_valid_dmy (
      (GDateDay) read_two (digits + 6), (GDateMonth) read_two (digits + 4), (GDateYear) year);
}

static gchar *
dup_part (const gchar *text, gsize length)
{
  g_autofree gchar *part = g_strndup (text, length);

  return aoi_quote (part);
}

/* Returns: (nullable): what is wrong with a component of the right length and characters. */
static gchar *
check_meaning (const AoiGs1Component *component, const gchar *value)
{
  g_autofree gchar *part = dup_part (value, component->length);
  const gchar check = component->check == AOI_GS1_CHECK_DIGIT
      ? get_check_digit (value, component->length)
      : '\0';

  if (check != '\0' && value[component->length - 1] != check)
    return g_strdup_printf (
        "the check digit of %s is %c, must be %c", part, value[component->length - 1], check);
  if (component->check == AOI_GS1_CHECK_DATE && !is_date (value, FALSE))
    return g_strdup_printf ("%s is no date YYMMDD", part);
  if (component->check == AOI_GS1_CHECK_MONTH && !is_date (value, TRUE))
    return g_strdup_printf ("%s is no date YYMMDD", part);
  if (component->check == AOI_GS1_CHECK_CENTURY && !is_date_of_century (value))
    return g_strdup_printf ("%s is no date YYYYMMDD", part);
  return NULL;
}

/* Returns: (nullable): what is wrong with a component that has @length bytes. */
static gchar *
check_component (const AoiGs1Component *component, const gchar *value, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    g_autofree gchar *part = is_in_set (value[i], component->characters) ? NULL
                                                                         : dup_part (value, length);

    if (part != NULL && component->characters == 'N')
      return g_strdup_printf ("%s is not of digits alone", part);
    if (part != NULL)
      return g_strdup_printf ("%s has a character that may not be there", part);
  }
  return component->check != AOI_GS1_CHECK_NONE ? check_meaning (component, value) : NULL;
}

static void
count_lengths (const AoiGs1Identifier *identifier, guint *least, guint *most)
{
  *least = *most = 0;
  for (guint i = 0; i < AOI_GS1_MAX_COMPONENTS && identifier->components[i].characters != 0; i++) {
    const AoiGs1Component *component = &identifier->components[i];

    *most += component->length;
    if (!component->optional)
      *least += component->fixed ? component->length : 1;
  }
}

/* Returns: (nullable): why the value has no length that it may have. */
static gchar *
check_length (const Element *element)
{
  guint least, most;

  count_lengths (element->identifier, &least, &most);
  if (element->length >= least && element->length <= most)
    return NULL;
  if (least == most)
    return g_strdup_printf (
        "has %" G_GSIZE_FORMAT " characters, must have %u", element->length, least);
  return g_strdup_printf (
      "has %" G_GSIZE_FORMAT " characters, must have %u to %u", element->length, least, most);
}

/* Returns: (nullable): what is wrong with the value. */
static gchar *
check_value (const Element *element)
{
  const AoiGs1Component *components = element->identifier->components;
  gsize at = 0;
  gchar *fault = check_length (element);

  for (guint i = 0; i < AOI_GS1_MAX_COMPONENTS && fault == NULL && at < element->length; i++) {
    const gsize rest = element->length - at;
    const gsize length = MIN (rest, components[i].length);

    if (components[i].fixed && length < components[i].length)
      return g_strdup_printf ("ends within a part of %u characters", components[i].length);
    fault = check_component (&components[i], element->value + at, length);
    at += length;
  }
  return fault;
}

/* Of a text with separators: moves @text behind the element. Returns FALSE if it begins with no known
 * identifier. */
static gboolean
next_element (const gchar **text, Element *element)
{
  const gsize left = strlen (*text);
  const gchar *end = strchr (*text, AOI_GS1_SEPARATOR);
  gsize length = end != NULL ? (gsize) (end - *text) : left;
  guint least, most;

  element->identifier = aoi_gs1_identifier_find (*text, length);
  if (element->identifier == NULL)
    return FALSE;
  element->name = *text;
  element->value = *text + element->identifier->n_digits;
  length -= element->identifier->n_digits;
  if (aoi_gs1_identifier_is_predefined (*text)) {
    count_lengths (element->identifier, &least, &most);
    length = MIN (length, most);
  }
  element->length = length;
  *text = element->value + length;
  if (**text == AOI_GS1_SEPARATOR)
    (*text)++;
  return TRUE;
}

static gboolean
is_required (const gchar *identifier, const Element *element)
{
  return strlen (identifier) == element->identifier->n_digits
      && strncmp (identifier, element->name, element->identifier->n_digits) == 0;
}

static gboolean
has_element (const GArray *elements, const gchar *identifier)
{
  for (guint i = 0; i < elements->len; i++)
    if (is_required (identifier, &g_array_index (elements, Element, i)))
      return TRUE;
  return FALSE;
}

/* Returns: (nullable): which required one is missing. */
static gchar *
find_missing (const GArray *elements, const gchar *const *required)
{
  for (guint i = 0; required != NULL && required[i] != NULL; i++)
    if (!has_element (elements, required[i]))
      return g_strdup_printf ("(%s) is missing", required[i]);
  return NULL;
}

/* A bracket that opens an identifier, and not one in a value. */
static gboolean
opens_identifier (const gchar *text)
{
  const AoiGs1Identifier *identifier;

  if (*text != '(')
    return FALSE;
  identifier = aoi_gs1_identifier_find (text + 1, strlen (text + 1));
  return identifier != NULL && text[1 + identifier->n_digits] == ')';
}

/* From what people read, (01)..., to what the code has: separators between elements. */
static gchar *
normalize (const gchar *text)
{
  GString *plain = g_string_new (NULL);

  if (!opens_identifier (text)) {
    g_string_append (plain, text);
    return g_string_free (plain, FALSE);
  }
  for (const gchar *p = text; *p != '\0'; p++) {
    if (!opens_identifier (p)) {
      g_string_append_c (plain, *p);
      continue;
    }
    if (p != text)
      g_string_append_c (plain, AOI_GS1_SEPARATOR);
    for (p++; *p != ')'; p++)
      g_string_append_c (plain, *p);
  }
  return g_string_free (plain, FALSE);
}

/**
 * aoi_gs1_is_identifier:
 * @text: a text
 *
 * Returns: whether it is an application identifier, such as `01` or `3103`
 */
gboolean
aoi_gs1_is_identifier (const gchar *text)
{
  const AoiGs1Identifier *identifier = aoi_gs1_identifier_find (text, strlen (text));

  return identifier != NULL && strlen (text) == identifier->n_digits;
}

/* Returns: (nullable): what is wrong with the elements one by one; those that are good are in @elements. */
static gchar *
read_elements (const gchar *text, GArray *elements)
{
  if (*text == '\0')
    return g_strdup ("has no elements");
  while (*text != '\0') {
    g_autofree gchar *rest = aoi_quote (text);
    g_autofree gchar *fault = NULL;
    Element element;

    if (!next_element (&text, &element))
      return g_strdup_printf ("%s begins with no known application identifier", rest);
    fault = check_value (&element);
    if (fault != NULL)
      return g_strdup_printf ("(%.*s) %s", element.identifier->n_digits, element.name, fault);
    g_array_append_val (elements, element);
  }
  return NULL;
}

/**
 * aoi_gs1_find_fault:
 * @text: of a code that is GS1's: identifiers in brackets, or separators behind values of variable length
 * @required: (nullable) (array zero-terminated=1): identifiers that must be there
 *
 * Checks identifiers, lengths, characters, check digits and dates. Any thread.
 *
 * Returns: (transfer full) (nullable): what is wrong, such as `(01) the check digit of ... is 3, must be 8`;
 *   %NULL: nothing
 */
gchar *
aoi_gs1_find_fault (const gchar *text, const gchar *const *required)
{
  g_autofree gchar *plain = normalize (text);
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (Element));
  gchar *fault = read_elements (plain, elements);

  return fault != NULL ? fault : find_missing (elements, required);
}
