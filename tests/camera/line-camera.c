/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The control channel (GVCP), its triggers, and what they do. All numbers are big-endian. */
#include "line-camera.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PORT 3956
#define PATIENCE (60 * G_TIME_SPAN_SECOND)
#define REGISTER_CAPABILITIES 0x0934
#define CAN_RESEND (1 << 2)
#define REGISTER_PRIVILEGE 0x0a00
#define REGISTER_STREAM_PORT 0x0d00
#define DISCOVERY_BYTES 0xf8

#define SOURCE_SOFTWARE 1
#define SOURCE_LINE1 2

/* The answer's number is the command's and one. */
enum {
  DISCOVERY = 0x0002,
  RESEND = 0x0040,
  READ_REGISTER = 0x0080,
  WRITE_REGISTER = 0x0082,
  READ_MEMORY = 0x0084,
  WRITE_MEMORY = 0x0086,
};

#define ACCESS_DENIED 0x8006

/* Of a command: key, flags, command, length of the data, and its number. */
#define HEADER_BYTES 8

static guint32
peek32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_BE (value);
}

static guint16
peek16 (const guint8 *at)
{
  return at[0] << 8 | at[1];
}

guint32
line_camera_get (LineCamera *self, guint32 address)
{
  guint32 value = 0;

  arv_fake_camera_read_register (self->registers, address, &value);
  return value;
}

/* With the lock held. */
static gboolean
is_running (LineCamera *self)
{
  return line_camera_get (self, REGISTER_PRIVILEGE) != 0
      && line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_ACQUISITION) != 0;
}

/* With the lock held. */
static gboolean
listens_to (LineCamera *self, guint32 source)
{
  return is_running (self) && line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_TRIGGER_MODE) != 0
      && line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_TRIGGER_SOURCE) == source;
}

/* With the lock held. */
static void
expose (LineCamera *self, LineCameraShot *shot)
{
  self->last_id = self->last_id == G_MAXUINT16 ? 1 : self->last_id + 1;
  *shot = (LineCameraShot){
    .id = self->last_id,
    .time = g_get_real_time () * 1000,
    .focus = line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_Y_OFFSET),
    .exposure = line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_EXPOSURE_TIME_US),
  };
}

/* With the lock held. Lost are the first packets of data. */
static void
send_shot (LineCamera *self, const LineCameraShot *shot)
{
  const guint lost = self->faults.lost;

  self->sent = *shot;
  line_camera_fill_payload (self);
  if (lost > 0)
    line_camera_send_packets (self, 0, 0);
  line_camera_send_packets (self, lost > 0 ? lost + 1 : 0, G_MAXUINT - 1);
  if (self->faults.once)
    self->faults = (LineCameraFaults){ .no_resend = self->faults.no_resend,
      .locked = self->faults.locked };
}

/* With the lock held. A packet of a frame whose leader nobody has seen. */
static void
send_early (LineCamera *self)
{
  self->sent = (LineCameraShot){ .id = 60000 };
  line_camera_fill_payload (self);
  line_camera_send_packets (self, 1, 1);
}

/* With the lock held, after a register was written. */
static void
on_written (LineCamera *self, guint32 address)
{
  const gboolean free_running = address == ARV_FAKE_CAMERA_REGISTER_TRIGGER_MODE
      && is_running (self) && line_camera_get (self, address) == 0;

  if (self->faults.early && address == ARV_FAKE_CAMERA_REGISTER_TRIGGER_MODE && !is_running (self)
      && line_camera_get (self, REGISTER_STREAM_PORT) != 0)
    send_early (self);
  if (!free_running
      && !(address == ARV_FAKE_CAMERA_REGISTER_TRIGGER_SOFTWARE
          && listens_to (self, SOURCE_SOFTWARE)))
    return;
  expose (self, &self->next);
  self->waits = self->n_begun > 0;
  if (!self->waits)
    send_shot (self, &self->next);
}

static void
resend (LineCamera *self, const guint8 *data)
{
  if (!self->faults.no_resend && peek16 (data + 2) == self->sent.id)
    line_camera_send_packets (self, peek32 (data + 4) & 0xffffff, peek32 (data + 8) & 0xffffff);
}

/* With the lock held. */
static gboolean
is_refused (LineCamera *self, guint command, const guint8 *data)
{
  const guint32 address = peek32 (data);

  if (command == WRITE_REGISTER || command == WRITE_MEMORY)
    return self->faults.locked && address == ARV_FAKE_CAMERA_REGISTER_TRIGGER_SOURCE
        && is_running (self);
  return self->faults.mute && command == READ_MEMORY && address >= ARV_FAKE_CAMERA_MEMORY_SIZE;
}

/* Does it and fills `answer`; returns the answer's size. */
static guint
obey (LineCamera *self, guint command, const guint8 *data, guint size, guint8 *answer)
{
  const guint32 address = peek32 (data);

  switch (command) {
    case DISCOVERY:
      arv_fake_camera_read_memory (self->registers, 0, DISCOVERY_BYTES, answer);
      return DISCOVERY_BYTES;
    case READ_REGISTER:
      arv_fake_camera_read_memory (self->registers, address, 4, answer);
      return 4;
    case WRITE_REGISTER:
    case WRITE_MEMORY:
      arv_fake_camera_write_memory (self->registers, address, size - 4, data + 4);
      answer[3] = 1;
      return 4;
    case READ_MEMORY:
      memcpy (answer, data, 4);
      arv_fake_camera_read_memory (self->registers, address, peek16 (data + 6), answer + 4);
      return 4 + peek16 (data + 6);
    default:
      return 0;
  }
}

/* In the camera's thread. */
static void
handle (LineCamera *self, GSocketAddress *client, const guint8 *packet)
{
  const guint command = peek16 (packet + 2);
  const guint8 *data = packet + HEADER_BYTES;
  guint8 answer[1024] = { 0 };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint size;

  if (command == RESEND) {
    resend (self, data);
    return;
  }
  if (is_refused (self, command, data)) {
    answer[0] = ACCESS_DENIED >> 8;
    answer[1] = ACCESS_DENIED & 0xff;
    size = 4;
  } else {
    size = obey (self, command, data, peek16 (packet + 4), answer + HEADER_BYTES);
  }
  answer[2] = (command + 1) >> 8;
  answer[3] = (command + 1) & 0xff;
  answer[4] = size >> 8;
  answer[5] = size & 0xff;
  memcpy (answer + 6, packet + 6, 2);
  g_socket_send_to (self->control, client, (const gchar *) answer, HEADER_BYTES + size, NULL, NULL);
  if (command == WRITE_REGISTER || command == WRITE_MEMORY) {
    on_written (self, peek32 (data));
    g_cond_broadcast (&self->changed);
  }
}

static gpointer
run (gpointer data)
{
  LineCamera *self = data;
  gchar packet[1024];

  for (;;) {
    g_autoptr (GSocketAddress) client = NULL;
    const gssize n = g_socket_receive_from (
        self->control, &client, packet, sizeof packet, self->cancellable, NULL);

    if (g_cancellable_is_cancelled (self->cancellable))
      return NULL;
    if (n >= HEADER_BYTES)
      handle (self, client, (const guint8 *) packet);
  }
}

static GSocket *
bind_socket (const gchar *address, guint16 port)
{
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GError) error = NULL;
  GSocket *bound = g_socket_new (
      G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);

  g_assert_no_error (error);
  g_socket_bind (bound, socket_address, FALSE, &error);
  g_assert_no_error (error);
  return bound;
}

static gchar *
read_file (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
replace (GString *text, const gchar *from, const gchar *to)
{
  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
}

/* Returns a file with its description. */
static gchar *
write_description (gboolean chunks)
{
  g_autofree gchar *base = read_file ("../pipelines", "fake-camera.xml");
  g_autofree gchar *more = read_file ("camera", "line-camera.xml");
  g_autoptr (GString) text = g_string_new (base), node = g_string_new (more);
  gchar *file = g_strdup_printf ("%s/aoi-line-camera-%d.xml", g_get_tmp_dir (), getpid ());

  g_string_append (node, "<Port Name=\"Device\"");
  replace (text, "<EnumEntry Name=\"Software\"",
      "<EnumEntry Name=\"Line1\" NameSpace=\"Standard\"><Value>2</Value></EnumEntry>"
      "<EnumEntry Name=\"Software\"");
  if (chunks) {
    replace (text, "<Port Name=\"Device\"", node->str);
    replace (text, "<Formula>WIDTH * HEIGHT",
        "<pVariable Name=\"CHUNKS\">ChunkModeRegister</pVariable>"
        "<Formula>CHUNKS * 64 + WIDTH * HEIGHT");
  }
  g_assert_true (g_file_set_contents (file, text->str, -1, NULL));
  return file;
}

LineCamera *
line_camera_new (const gchar *address, gboolean chunks)
{
  g_autofree gchar *description = write_description (chunks);
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  LineCamera *self = g_new0 (LineCamera, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->payload = g_byte_array_new ();
  self->registers = arv_fake_camera_new_full ("LINE", description);
  g_unlink (description);
  arv_fake_camera_set_inet_address (self->registers, inet);
  arv_fake_camera_write_register (self->registers, REGISTER_CAPABILITIES, CAN_RESEND);
  self->control = bind_socket (address, PORT);
  self->stream = bind_socket (address, 0);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("line-camera", run, self);
  return self;
}

void
line_camera_free (LineCamera *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_object_unref (self->control);
  g_object_unref (self->stream);
  g_object_unref (self->registers);
  g_byte_array_unref (self->payload);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
line_camera_set_faults (LineCamera *self, LineCameraFaults faults)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->faults = faults;
}

static void
wait_armed (LineCamera *self, gboolean armed)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (listens_to (self, SOURCE_LINE1) != armed)
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      g_error ("the camera is %sarmed for ever", armed ? "not " : "");
}

void
line_camera_wait_armed (LineCamera *self)
{
  wait_armed (self, TRUE);
}

void
line_camera_wait_disarmed (LineCamera *self)
{
  wait_armed (self, FALSE);
}

gboolean
line_camera_expose (LineCamera *self, LineCameraShot *shot)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gboolean armed = listens_to (self, SOURCE_LINE1);

  if (armed)
    expose (self, shot);
  return armed;
}

void
line_camera_send (LineCamera *self, const LineCameraShot *shot)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  send_shot (self, shot);
}

void
line_camera_begin (LineCamera *self, const LineCameraShot *shot)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->sent = *shot;
  line_camera_fill_payload (self);
  line_camera_send_packets (self, 0, 0);
  self->n_begun = 1;
}

void
line_camera_go_on (LineCamera *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->n_begun + 2 >= line_camera_count_packets (self))
    return;
  line_camera_send_packets (self, self->n_begun, self->n_begun);
  self->n_begun++;
}

void
line_camera_end (LineCamera *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  line_camera_send_packets (self, self->n_begun, G_MAXUINT - 1);
  self->n_begun = 0;
  if (self->waits)
    send_shot (self, &self->next);
  self->waits = FALSE;
}

gboolean
line_camera_wait_waiting (LineCamera *self, gint64 us)
{
  const gint64 end = g_get_monotonic_time () + us;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->waits)
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      return FALSE;
  return TRUE;
}

gboolean
line_camera_edge (LineCamera *self)
{
  LineCameraShot shot;

  if (!line_camera_expose (self, &shot))
    return FALSE;
  line_camera_send (self, &shot);
  return TRUE;
}
