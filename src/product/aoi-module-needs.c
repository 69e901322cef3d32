/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which libraries a module is linked with, known before it is opened: opening it would load them too, and run their
 * code. */
#include "product/aoi-module-needs.h"

#include <link.h>
#include <string.h>

/* A module's file. What it says of itself is checked, since it may be any file. */
typedef struct {
  const gchar *data;
  gsize size;
  const ElfW (Phdr) * parts;
  guint n_parts;
} Elf;

static gconstpointer
get_range (const Elf *self, guint64 offset, guint64 size)
{
  return offset <= self->size && size <= self->size - offset ? self->data + offset : NULL;
}

/* Files of another machine's kind are none here; the loader names them. */
static gboolean
elf_init (Elf *self, GMappedFile *file)
{
  const ElfW (Ehdr) * header;

  *self = (Elf){ g_mapped_file_get_contents (file), g_mapped_file_get_length (file) };
  header = get_range (self, 0, sizeof *header);
  if (header == NULL || memcmp (header->e_ident, ELFMAG, SELFMAG) != 0
      || header->e_ident[EI_CLASS] != (sizeof (gpointer) == 8 ? ELFCLASS64 : ELFCLASS32)
      || header->e_phentsize != sizeof (ElfW (Phdr)) || header->e_phoff % sizeof (gpointer) != 0)
    return FALSE;
  self->n_parts = header->e_phnum;
  self->parts = get_range (self, header->e_phoff, self->n_parts * sizeof (ElfW (Phdr)));
  return self->parts != NULL;
}

/* The string at an address of the loaded module, as far as it is in the file. */
static const gchar *
get_string (const Elf *self, guint64 address)
{
  for (guint i = 0; i < self->n_parts; i++) {
    const ElfW (Phdr) *part = &self->parts[i];
    const gchar *text;

    if (part->p_type != PT_LOAD || address < part->p_vaddr
        || address - part->p_vaddr >= part->p_filesz)
      continue;
    text = get_range (self, part->p_offset + (address - part->p_vaddr), 1);
    return text != NULL && memchr (text, '\0', self->size - (gsize) (text - self->data)) != NULL
        ? text
        : NULL;
  }
  return NULL;
}

static const ElfW (Dyn) * find_entries (const Elf *self, gsize *n)
{
  for (guint i = 0; i < self->n_parts; i++) {
    if (self->parts[i].p_type != PT_DYNAMIC || self->parts[i].p_offset % sizeof (gpointer) != 0)
      continue;
    *n = self->parts[i].p_filesz / sizeof (ElfW (Dyn));
    return get_range (self, self->parts[i].p_offset, self->parts[i].p_filesz);
  }
  return NULL;
}

static guint64
find_strings (const ElfW (Dyn) * entries, gsize n)
{
  for (gsize i = 0; i < n && entries[i].d_tag != DT_NULL; i++)
    if (entries[i].d_tag == DT_STRTAB)
      return entries[i].d_un.d_ptr;
  return 0;
}

/* Whether it is the same library, but for the number behind `.so.`. */
static gboolean
is_other (const gchar *needed, const gchar *name)
{
  const gsize stem = (gsize) (strstr (name, ".so.") - name) + strlen (".so.");

  return strncmp (needed, name, stem) == 0 && strcmp (needed, name) != 0;
}

/**
 * aoi_module_dup_other_need:
 * @path: of a module
 * @name: soname of a library, with a number
 *
 * Thread-safe.
 *
 * Returns: (transfer full) (nullable): the soname of that library with which the module is linked, if its number is
 *   another; %NULL also for a file that cannot be read or is no module
 */
gchar *
aoi_module_dup_other_need (const gchar *path, const gchar *name)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const ElfW (Dyn) *entries = NULL;
  guint64 strings;
  gsize n = 0;
  Elf elf;

  if (file != NULL && elf_init (&elf, file))
    entries = find_entries (&elf, &n);
  if (entries == NULL)
    return NULL;
  strings = find_strings (entries, n);
  for (gsize i = 0; i < n && entries[i].d_tag != DT_NULL; i++) {
    const gchar *needed = entries[i].d_tag == DT_NEEDED
        ? get_string (&elf, strings + entries[i].d_un.d_val)
        : NULL;

    if (needed != NULL && is_other (needed, name))
      return g_strdup (needed);
  }
  return NULL;
}
