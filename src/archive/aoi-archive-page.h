/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void aoi_archive_page_prepare (void);
GBytes *aoi_archive_page_new (void);

G_END_DECLS
