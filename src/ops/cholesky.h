/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean aoi_cholesky_factorise (gdouble *m, gint n);
void aoi_cholesky_solve (const gdouble *m, gint n, const gdouble *right, gdouble *weights);

G_END_DECLS
