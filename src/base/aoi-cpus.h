/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint aoi_cpus_get_available (void);
guint aoi_cpus_from_cgroups (const gchar *proc_cgroup, const gchar *mount, guint fallback);

G_END_DECLS
