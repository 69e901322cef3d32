/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_ERROR:
 *
 * The error domain of libaoi. Codes are of #AoiError.
 */
#define AOI_ERROR (aoi_error_quark ())

/**
 * AoiError:
 * @AOI_ERROR_FAILED: anything that no other code names
 * @AOI_ERROR_IO: a file or folder cannot be read or written
 * @AOI_ERROR_SYNTAX: a file is not JSON, not UTF-8, too large or nested too deep
 * @AOI_ERROR_INVALID: a product says something that cannot be; the message names file, JSON path and
 *   value
 * @AOI_ERROR_IMAGE: an image cannot be decoded or has the wrong size
 * @AOI_ERROR_UNSUPPORTED: this build or this machine lacks what is asked for
 * @AOI_ERROR_CANCELLED: the work was cancelled before it was done
 *
 * What kind of error it is; its message says all.
 */
typedef enum {
  AOI_ERROR_FAILED,
  AOI_ERROR_IO,
  AOI_ERROR_SYNTAX,
  AOI_ERROR_INVALID,
  AOI_ERROR_IMAGE,
  AOI_ERROR_UNSUPPORTED,
  AOI_ERROR_CANCELLED,
} AoiError;

GQuark aoi_error_quark (void);

G_END_DECLS
