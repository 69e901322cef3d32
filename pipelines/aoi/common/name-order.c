/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order of files by their names, in which Board_9 comes before Board_10. */
#include "common/name-order.h"

#include <string.h>

/* The digits of a number without the zeros before it. @at becomes the place behind it. */
static gsize
take_digits (const gchar **at, const gchar **digits)
{
  while (**at == '0')
    (*at)++;
  *digits = *at;
  while (g_ascii_isdigit (**at))
    (*at)++;
  return (gsize) (*at - *digits);
}

static gint
compare_numbers (const gchar **a, const gchar **b)
{
  const gchar *first, *second;
  const gsize n_first = take_digits (a, &first), n_second = take_digits (b, &second);

  if (n_first != n_second)
    return n_first < n_second ? -1 : 1;
  return memcmp (first, second, n_first);
}

/* As strcmp(), but that digits count by the value of their number, however many they are. Names that differ in
 * zeros before a number only are in the order of strcmp(). */
gint
name_order_compare (const gchar *a, const gchar *b)
{
  const gchar *first = a, *second = b;

  while (*first != '\0' && *second != '\0') {
    if (g_ascii_isdigit (*first) && g_ascii_isdigit (*second)) {
      const gint order = compare_numbers (&first, &second);

      if (order != 0)
        return order;
    } else if (*first != *second) {
      break;
    } else {
      first++;
      second++;
    }
  }
  return *first != *second ? (guchar) *first - (guchar) *second : strcmp (a, b);
}
