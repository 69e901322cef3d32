/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "conf/conf-group.h"

G_BEGIN_DECLS

/**
 * ConfFile:
 *
 * STATION.ini while it is read. All that is wrong with it is collected. Belongs to one thread.
 */
typedef struct _ConfFile ConfFile;

ConfFile *conf_file_open (const gchar *path, GError **error);
void conf_file_free (ConfFile *self);
void conf_file_read (ConfFile *self, const ConfGroup *group, gpointer settings);
gboolean conf_file_end (ConfFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConfFile, conf_file_free)

G_END_DECLS
