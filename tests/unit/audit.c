/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The audit log: what a line says, and what is there after a kill. */
#include "audit/audit-log.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/audit-find.h"
#include "audit/audit-line.h"
#include "auth-support.h"
#include "json/aoi-json-line.h"
#include "support/test-child.h"
#include "support/test-repeat.h"

#define MAX_LIFE_US 30000
#define HALF "is half"

static void
add (AuditLog *log, const gchar *object)
{
  const AuditEntry entry = {
    .user = "anna",
    .address = "192.0.2.7",
    .action = "save product",
    .object = object,
    .outcome = "done",
  };
  g_autoptr (GError) error = NULL;

  audit_log_add (log, &entry, &error);
  g_assert_no_error (error);
}

static gchar **
read_lines (const AuthFixture *self)
{
  g_autofree gchar *path = g_build_filename (self->path, AUDIT_FILE, NULL);
  g_autofree gchar *text = NULL;
  gchar **lines;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\n"));
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  return lines;
}

static void
test_line (void)
{
  const AuditEntry known = { "anna", "192.0.2.7", "save product", "parts", "done" };
  const AuditEntry unknown = { NULL, "192.0.2.8", "DELETE golden", "parts", "done" };
  g_autofree gchar *a = audit_line_new (&known, G_GINT64_CONSTANT (1795910400000042));
  g_autofree gchar *b = audit_line_new (&unknown, G_GINT64_CONSTANT (1795910400000000));

  g_assert_cmpstr (a, ==,
      "{\"time\":\"2026-11-29T00:00:00.000042Z\",\"user\":\"anna\",\"address\":\"192.0.2.7\","
      "\"action\":\"save product\",\"object\":\"parts\",\"outcome\":\"done\"}\n");
  g_assert_cmpstr (b, ==,
      "{\"time\":\"2026-11-29T00:00:00.000000Z\",\"address\":\"192.0.2.8\",\"unguarded\":true,"
      "\"action\":\"DELETE golden\",\"object\":\"parts\",\"outcome\":\"done\"}\n");
}

/* As much of the details as fits a line, without secrets. */
static void
test_details (void)
{
  g_autofree gchar *endless = g_strnfill (100000, '"');
  g_autoptr (JsonObject) details = json_object_new ();
  AuditEntry entry = { "anna", "::1", "PUT", "parts", "done", details };
  JsonArray *many = json_array_new ();
  g_autofree gchar *line = NULL, *small = NULL;
  g_autoptr (JsonNode) root = NULL;

  json_object_set_int_member (details, "roi", 7);
  json_object_set_string_member (details, "New_Password", "hush");
  small = audit_line_new (&entry, 0);
  g_assert_true (
      g_str_has_suffix (small, "\"details\":{\"roi\":7,\"New_Password\":\"not kept\"}}\n"));
  for (guint i = 0; i < 1000; i++)
    json_array_add_string_element (many, endless);
  json_object_set_array_member (details, "rois", many);
  json_object_set_string_member (details, "x", "y");
  line = audit_line_new (&entry, 0);
  g_assert_cmpuint (strlen (line), <, 8000);
  root = aoi_json_line_parse (line, strlen (line) - 1, 8, "line", NULL);
  g_assert_nonnull (root);
  g_assert_null (strstr (line, "hush"));
  g_assert_nonnull (strstr (line, "\"...\":true"));
}

/* Whatever a client sends stays one line of bounded length that steers no terminal. */
static void
test_hostile (void)
{
  g_autofree gchar *endless = g_strnfill (100000, 'x');
  const gchar *const texts[] = { "a\nb", "\"},{\"user\":\"root", "\x1b[2J",
    "\xc2\x9b"
    "31m",
    "\xff\xfe",
    "\xe2\x80\xae"
    "gpj",
    "\xe2\x80\xa8", endless };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const AuditEntry entry = { "anna", "::1", "POST", texts[i], "done" };
    g_autofree gchar *line = audit_line_new (&entry, 0);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) root = aoi_json_line_parse (line, strlen (line) - 1, 2, "line", &error);

    g_assert_no_error (error);
    g_assert_cmpuint (strlen (line), <, 1000);
    g_assert_cmpuint (json_object_get_size (json_node_get_object (root)), ==, 6);
    for (const gchar *p = line; p[1] != '\0'; p = g_utf8_next_char (p))
      g_assert_true (g_unichar_isprint (g_utf8_get_char (p)));
  }
}

/* The half line that a power loss left is ended and said; it does not swallow the next one. */
static void
test_torn (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);
  g_auto (GStrv) lines = NULL;

  product_folder_write (self->path, AUDIT_FILE, "{\"time\":\"2026-11-2", -1);
  add (log, "one");
  lines = read_lines (self);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "{\"time\":\"2026-11-2");
  g_assert_nonnull (strstr (lines[1], HALF));
  g_assert_nonnull (strstr (lines[2], "\"one\""));
}

static guint
count_lines (const AuthFixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  const gchar *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (self->path, name, NULL);
    g_autofree gchar *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    for (const gchar *p = text; (p = strchr (p, '\n')) != NULL; p++)
      n++;
  }
  return n;
}

/* A file that is full is put aside, and never lost. */
static void
test_rotation (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, 1000);
  g_autofree gchar *path = g_build_filename (self->path, AUDIT_FILE, NULL);
  g_autoptr (GDir) dir = NULL;
  GStatBuf info;
  guint n = 0;

  for (guint i = 0; i < 50; i++) {
    add (log, "parts");
    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_size, <, 1500);
  }
  g_assert_cmpuint (count_lines (self), ==, 50);
  dir = g_dir_open (self->path, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, >, 5);
}

static gchar *
find (const AuthFixture *self, const AuditWish *wish)
{
  g_autoptr (GError) error = NULL;
  gchar *text = audit_find (&self->state->folder, wish, &error);

  g_assert_no_error (error);
  return text;
}

static void
add_by (AuditLog *log, const gchar *user, const gchar *action, guint number)
{
  g_autofree gchar *object = g_strdup_printf ("object %u", number);
  const AuditEntry entry = { .user = user, .action = action, .object = object, .outcome = "done" };

  g_assert_true (audit_log_add (log, &entry, NULL));
}

static void
assert_objects (const gchar *text, guint first, guint last)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, last - first + 2);
  for (guint i = 0; first + i <= last; i++) {
    g_autofree gchar *object = g_strdup_printf ("\"object %u\"", first + i);

    g_assert_nonnull (strstr (lines[i], object));
  }
}

/* Page by page to the first line, over files that were put aside, several in one second. */
static void
test_pages (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, 1000);
  g_autofree gchar *none = find (self, &(AuditWish){ .limit = 10 });
  g_autofree gchar *before = NULL;

  g_assert_cmpstr (none, ==, "");
  for (guint i = 0; i < 30; i++)
    add_by (log, "anna", "x", i);
  for (guint last = 29;; last -= 10) {
    g_autofree gchar *page = find (self, &(AuditWish){ .before = before, .limit = 10 });

    assert_objects (page, last - 9, last);
    g_free (before);
    before = g_strndup (page + strlen ("{\"time\":\""), strlen ("2026-12-31T22:59:59.000000Z"));
    if (last == 9)
      break;
  }
  g_free (none);
  none = find (self, &(AuditWish){ .before = before, .limit = 10 });
  g_assert_cmpstr (none, ==, "");
}

static void
test_filters (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);
  g_autofree gchar *anna = NULL, *put = NULL, *both = NULL, *nobody = NULL, *late = NULL,
                   *early = NULL;

  add_by (log, "bert", "PUT /anna", 0);
  add_by (log, "anna", "POST", 1);
  add_by (log, "anna", "PUT /x", 2);
  add_by (log, NULL, "PUT", 3);
  anna = find (self, &(AuditWish){ .user = "anna", .limit = 10 });
  assert_objects (anna, 1, 2);
  both = find (self, &(AuditWish){ .user = "anna", .action = "PUT", .limit = 10 });
  assert_objects (both, 2, 2);
  put = find (self, &(AuditWish){ .action = "PUT", .limit = 2 });
  assert_objects (put, 2, 3);
  nobody = find (self, &(AuditWish){ .user = "ann", .limit = 10 });
  g_assert_cmpstr (nobody, ==, "");
  late = find (self,
      &(AuditWish){
          .since = "2026-01-01T00:00:00Z", .until = "2999-12-31T00:00:00Z", .limit = 10 });
  assert_objects (late, 0, 3);
  early = find (self, &(AuditWish){ .until = "2026-01-01T00:00:00Z", .limit = 10 });
  g_assert_cmpstr (early, ==, "");
}

/* Half a line, as after a loss of power, is passed over. */
static void
test_half (AuthFixture *self, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (self->path, AUDIT_FILE, NULL);
  g_autofree gchar *found = NULL;

  g_assert_true (
      g_file_set_contents (path, "{\"action\":\"object 0\"}\n{\"action\":\"obj", -1, NULL));
  found = find (self, &(AuditWish){ .limit = 10 });
  assert_objects (found, 0, 0);
}

static void
test_no_disk (AuthFixture *self, gconstpointer data)
{
  const AuditEntry entry = { .user = "anna", .action = "x", .outcome = "done" };
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);
  g_autofree gchar *path = g_build_filename (self->path, AUDIT_FILE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (audit_log_add (log, &entry, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, AUDIT_FILE));
  g_assert_false (audit_log_make_room (log, NULL));
}

/* Room is made without a change of what is there. */
static void
test_room (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, AUDIT_DEFAULT_BYTES);

  g_assert_true (audit_log_make_room (log, NULL));
  g_assert_cmpuint (count_lines (self), ==, 0);
  add (log, "parts");
  g_assert_true (audit_log_make_room (log, NULL));
  g_assert_cmpuint (count_lines (self), ==, 1);
}

/* In a child, until it is killed: says after each line that it is there. */
static void
add_lines (const AuthFixture *self, gint fd)
{
  AuditLog *log = audit_log_new (&self->state->folder, 20000);

  for (;;) {
    add (log, "parts");
    if (write (fd, "", 1) != 1)
      _exit (1);
  }
}

/* Two writers at once, which are killed. Returns how many lines they said are there. */
static guint
kill_once (const AuthFixture *self, gint64 life)
{
  pid_t pids[2];
  gint fds[2];
  gchar byte;
  guint n = 0;

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  for (guint i = 0; i < 2; i++) {
    pids[i] = fork ();
    g_assert_cmpint (pids[i], >=, 0);
    if (pids[i] == 0)
      add_lines (self, fds[1]);
  }
  close (fds[1]);
  g_assert_false (test_child_ends (pids[0], life));
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpint (kill (pids[i], SIGKILL), ==, 0);
    g_assert_cmpint (waitpid (pids[i], NULL, 0), ==, pids[i]);
  }
  while (read (fds[0], &byte, 1) == 1)
    n++;
  close (fds[0]);
  return n;
}

/* Each line of the file is whole, or the next one says that it is not. */
static void
check_lines (const AuthFixture *self)
{
  g_auto (GStrv) lines = read_lines (self);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) root = aoi_json_line_parse (lines[i], strlen (lines[i]), 2, "line", NULL);

    g_assert_true (root != NULL || (lines[i + 1] != NULL && strstr (lines[i + 1], HALF) != NULL));
  }
}

static void
test_kill (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuditLog) log = audit_log_new (&self->state->folder, G_MAXUINT64);
  guint said = 0;

  for (guint i = 0; i < test_repeat (20, 1000); i++) {
    said += kill_once (self, g_test_rand_int_range (500, MAX_LIFE_US));
    add (log, "after the kill");
    said++;
    check_lines (self);
    g_assert_cmpuint (count_lines (self), >=, said);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/line", test_line);
  g_test_add_func ("/audit/details", test_details);
  g_test_add_func ("/audit/hostile", test_hostile);
  AUTH_ADD ("/audit/torn", test_torn);
  AUTH_ADD ("/audit/rotation", test_rotation);
  AUTH_ADD ("/audit/pages", test_pages);
  AUTH_ADD ("/audit/filters", test_filters);
  AUTH_ADD ("/audit/half", test_half);
  AUTH_ADD ("/audit/room", test_room);
  AUTH_ADD ("/audit/no-disk", test_no_disk);
  AUTH_ADD ("/audit/kill", test_kill);
  return g_test_run ();
}
