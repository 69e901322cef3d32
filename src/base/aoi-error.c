/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-error.h"

/**
 * aoi_error_quark:
 *
 * Returns: the domain of libaoi's errors, %AOI_ERROR
 */
GQuark
aoi_error_quark (void)
{
  return g_quark_from_static_string ("aoi-error-quark");
}
