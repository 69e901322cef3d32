/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Questions to databases of boards. */

#include "query/aoi-query-filter.h"
#include "query/aoi-query-table.h"
#include "store/aoi-store.h"

G_BEGIN_DECLS

void store_table_print (const AoiQueryTable *self);
void store_table_print_csv (const AoiQueryTable *self);

AoiStore *store_open_to_read (const gchar *command, const gchar *address);
int store_fail (const gchar *command, const GError *error);

G_END_DECLS
