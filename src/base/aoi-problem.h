/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-problems.h"

G_BEGIN_DECLS

/**
 * AoiProblem:
 * @file: the file at fault, as the user knows it
 * @path: (nullable): the JSON path in @file
 * @message: what is wrong, and what would be right
 *
 * A problem. Belongs to its list.
 */
typedef struct {
  gchar *file;
  gchar *path;
  gchar *message;
} AoiProblem;

const AoiProblem *aoi_problems_get (const AoiProblems *self, guint index);

G_END_DECLS
