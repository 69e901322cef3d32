/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings as a table: which keys a group of STATION.ini has, and where in a struct their values are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ConfKind:
 * @CONF_TEXT: a gchar *
 * @CONF_PATH: likewise, of a file or folder, which a file names from where it lies
 * @CONF_DATABASE: likewise, unless a server has it, whose address it is then
 * @CONF_SOURCE: likewise, unless it begins with a word and a colon, such as `camera:`
 * @CONF_NUMBER: a gint; 0 says nothing
 * @CONF_LARGE: a guint64, of any size; 0 says nothing
 * @CONF_LIST: a gchar **
 * @CONF_FLAG: a gboolean; %FALSE says nothing
 */
typedef enum {
  CONF_TEXT,
  CONF_PATH,
  CONF_DATABASE,
  CONF_SOURCE,
  CONF_NUMBER,
  CONF_LARGE,
  CONF_LIST,
  CONF_FLAG,
} ConfKind;

/**
 * ConfKey:
 * @name: of the key, and of the option that says the same
 * @kind: of its value
 * @offset: of the value in its struct
 * @check: (nullable): says whether a text, or one of a list, can be that, and if not, why
 * @min: of a number, but a large one
 * @max: of a number
 *
 * A key of a group.
 */
typedef struct {
  const gchar *name;
  ConfKind kind;
  gsize offset;
  gboolean (*check) (const gchar *value, GError **error);
  gint min, max;
} ConfKey;

/**
 * ConfGroup:
 * @name: of the group
 * @keys: (array length=n_keys): what it may hold
 * @n_keys: how many there are
 *
 * A group of STATION.ini, and the struct that holds what it says. A struct of zeros says nothing.
 */
typedef struct {
  const gchar *name;
  const ConfKey *keys;
  guint n_keys;
} ConfGroup;

const ConfKey *conf_group_find (const ConfGroup *self, const gchar *name);
gboolean conf_key_check (const ConfKey *self, gconstpointer settings, GError **error);
gboolean conf_group_check (const ConfGroup *self, gconstpointer settings, GError **error);
gchar *conf_key_dup_text (const ConfKey *self, gconstpointer settings);
void conf_group_clear (const ConfGroup *self, gpointer settings);

G_END_DECLS
