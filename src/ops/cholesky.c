/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Normal equations of a few unknowns, by the Cholesky factor of their matrix. */
#include "ops/cholesky.h"

#include <math.h>

/* A diagonal element of less than this share is nothing: the unknowns are not independent. */
#define LEAST 1e-6

/**
 * aoi_cholesky_factorise:
 * @m: (inout) (array): the lower half of @n rows of @n numbers; gets the factor
 * @n: how many unknowns
 *
 * Returns: %FALSE if the unknowns are not independent
 */
gboolean
aoi_cholesky_factorise (gdouble *m, gint n)
{
  for (gint i = 0; i < n; i++) {
    for (gint j = 0; j <= i; j++) {
      gdouble sum = m[i * n + j];

      for (gint k = 0; k < j; k++)
        sum -= m[i * n + k] * m[j * n + k];
      if (i != j)
        m[i * n + j] = sum / m[j * n + j];
      else if (sum > LEAST * (m[i * n + i] + 1.0))
        m[i * n + i] = sqrt (sum);
      else
        return FALSE;
    }
  }
  return TRUE;
}

/**
 * aoi_cholesky_solve:
 * @m: (array): a factor
 * @n: how many unknowns
 * @right: (array length=n): the right side
 * @weights: (out caller-allocates) (array length=n): the solution
 */
void
aoi_cholesky_solve (const gdouble *m, gint n, const gdouble *right, gdouble *weights)
{
  for (gint i = 0; i < n; i++) {
    weights[i] = right[i];
    for (gint k = 0; k < i; k++)
      weights[i] -= m[i * n + k] * weights[k];
    weights[i] /= m[i * n + i];
  }
  for (gint i = n - 1; i >= 0; i--) {
    for (gint k = i + 1; k < n; k++)
      weights[i] -= m[k * n + i] * weights[k];
    weights[i] /= m[i * n + i];
  }
}
