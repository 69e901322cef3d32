/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "conf/conf-group.h"

#include "aoi-error.h"

#define TEXT(settings, key) G_STRUCT_MEMBER (gchar *, settings, (key)->offset)
#define LIST(settings, key) G_STRUCT_MEMBER (gchar **, settings, (key)->offset)
#define NUMBER(settings, key) G_STRUCT_MEMBER (gint, settings, (key)->offset)

#define LARGE(settings, key) G_STRUCT_MEMBER (guint64, settings, (key)->offset)

/**
 * conf_group_find:
 * @self: a group
 * @name: of a key
 *
 * Returns: (transfer none) (nullable): the key
 */
const ConfKey *
conf_group_find (const ConfGroup *self, const gchar *name)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (g_str_equal (self->keys[i].name, name))
      return &self->keys[i];
  return NULL;
}

static gboolean
check_text (const ConfKey *self, const gchar *text, GError **error)
{
  if (text == NULL)
    return TRUE;
  if (*text == '\0') {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "is empty; leave it out, or say something");
    return FALSE;
  }
  return self->check == NULL || self->check (text, error);
}

static gboolean
check_list (const ConfKey *self, gchar **list, GError **error)
{
  if (list != NULL && list[0] == NULL)
    return check_text (self, "", error);
  for (; list != NULL && *list != NULL; list++)
    if (!check_text (self, *list, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_number (const ConfKey *self, gint number, GError **error)
{
  if (number == 0 || (number >= self->min && number <= self->max))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%d is not between %d and %d", number,
      self->min, self->max);
  return FALSE;
}

/**
 * conf_key_check:
 * @self: a key
 * @settings: the struct of its group
 * @error: return location for an %AOI_ERROR_INVALID that does not name the key
 *
 * Returns: whether its value, if there is one, can be that
 */
gboolean
conf_key_check (const ConfKey *self, gconstpointer settings, GError **error)
{
  switch (self->kind) {
    case CONF_TEXT:
    case CONF_PATH:
    case CONF_DATABASE:
    case CONF_SOURCE:
      return check_text (self, TEXT (settings, self), error);
    case CONF_LIST:
      return check_list (self, LIST (settings, self), error);
    case CONF_NUMBER:
      return check_number (self, NUMBER (settings, self), error);
    default:
      return TRUE;
  }
}

/**
 * conf_group_check:
 * @self: a group
 * @settings: its struct: what the command line and the file say
 * @error: return location for an %AOI_ERROR_INVALID that names the key
 *
 * Returns: whether each value can be that
 */
gboolean
conf_group_check (const ConfGroup *self, gconstpointer settings, GError **error)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (!conf_key_check (&self->keys[i], settings, error)) {
      g_prefix_error (error, "%s: ", self->keys[i].name);
      return FALSE;
    }
  return TRUE;
}

/**
 * conf_key_dup_text:
 * @self: a key
 * @settings: the struct of its group
 *
 * Returns: (transfer full) (nullable): its value, as a file says it; %NULL: there is none
 */
gchar *
conf_key_dup_text (const ConfKey *self, gconstpointer settings)
{
  switch (self->kind) {
    case CONF_TEXT:
      return g_strdup (TEXT (settings, self));
    case CONF_PATH:
    case CONF_DATABASE:
    case CONF_SOURCE:
      return TEXT (settings, self) != NULL ? g_filename_display_name (TEXT (settings, self)) : NULL;
    case CONF_LARGE:
      return LARGE (settings, self) != 0
          ? g_strdup_printf ("%" G_GUINT64_FORMAT, LARGE (settings, self))
          : NULL;
    case CONF_LIST:
      return LIST (settings, self) != NULL ? g_strjoinv (";", LIST (settings, self)) : NULL;
    case CONF_NUMBER:
      return NUMBER (settings, self) != 0 ? g_strdup_printf ("%d", NUMBER (settings, self)) : NULL;
    default:
      return NUMBER (settings, self) ? g_strdup ("true") : NULL;
  }
}

/**
 * conf_group_clear:
 * @self: a group
 * @settings: its struct
 *
 * Frees all values, after which it says nothing.
 */
void
conf_group_clear (const ConfGroup *self, gpointer settings)
{
  for (guint i = 0; i < self->n_keys; i++) {
    const ConfKey *key = &self->keys[i];

    if (key->kind == CONF_LIST)
      g_clear_pointer (&LIST (settings, key), g_strfreev);
    else if (key->kind == CONF_LARGE)
      LARGE (settings, key) = 0;
    else if (key->kind == CONF_NUMBER || key->kind == CONF_FLAG)
      NUMBER (settings, key) = 0;
    else
      g_clear_pointer (&TEXT (settings, key), g_free);
  }
}
