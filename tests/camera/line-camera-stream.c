/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The packets of a frame (GVSP): a leader, data, and a trailer. All numbers are big-endian. */
#include "line-camera.h"

#include <string.h>

#define REGISTER_PACKET_SIZE 0x0d04
/* Of line-camera.xml. */
#define REGISTER_CHUNK_MODE 0x2000
#define REGISTER_CHUNK_EXPOSURE 0x2010
#define REGISTER_CHUNK_FOCUS 0x2014
#define CHUNK_IMAGE 1
#define CHUNK_EXPOSURE 2
#define CHUNK_FOCUS 3

#define LEADER 1
#define TRAILER 2
#define DATA 3
#define PAYLOAD_IMAGE 1
#define WITH_CHUNKS 0x4000
/* Of IP, UDP and GVSP, which count to the packet size. */
#define OVERHEAD (20 + 8 + 8)

static void
put16 (GByteArray *to, guint16 value)
{
  value = GUINT16_TO_BE (value);
  g_byte_array_append (to, (const guint8 *) &value, sizeof value);
}

static void
put32 (GByteArray *to, guint32 value)
{
  value = GUINT32_TO_BE (value);
  g_byte_array_append (to, (const guint8 *) &value, sizeof value);
}

static void
put64 (GByteArray *to, guint64 value)
{
  put32 (to, (guint32) (value >> 32));
  put32 (to, (guint32) value);
}

static void
end_chunk (GByteArray *to, guint32 id, guint size)
{
  put32 (to, id);
  put32 (to, size);
}

/* The exposure is a double, the focus a whole number. */
static void
put_chunks (LineCamera *self)
{
  const gdouble exposure = (gdouble) self->sent.exposure + self->faults.exposure;
  const gboolean empty = self->faults.empty_chunks;
  guint64 bits;

  end_chunk (self->payload, CHUNK_IMAGE, self->payload->len);
  if (line_camera_get (self, REGISTER_CHUNK_EXPOSURE) != 0) {
    memcpy (&bits, &exposure, sizeof bits);
    if (!empty)
      put64 (self->payload, bits);
    end_chunk (self->payload, CHUNK_EXPOSURE, empty ? 0 : sizeof bits);
  }
  if (line_camera_get (self, REGISTER_CHUNK_FOCUS) != 0) {
    if (!empty)
      put32 (self->payload, self->sent.focus + self->faults.focus);
    end_chunk (self->payload, CHUNK_FOCUS, empty ? 0 : 4);
  }
}

static gboolean
has_chunks (LineCamera *self)
{
  return line_camera_get (self, REGISTER_CHUNK_MODE) != 0 && !self->faults.no_chunks;
}

void
line_camera_fill_payload (LineCamera *self)
{
  const guint width = line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_WIDTH);
  const guint n = arv_fake_camera_get_payload (self->registers);

  g_byte_array_set_size (self->payload, n);
  for (guint i = 0; i < n; i++)
    self->payload->data[i] = (i % width + i / width + self->sent.id) % 255;
  if (has_chunks (self))
    put_chunks (self);
}

static guint
data_size (LineCamera *self)
{
  return (line_camera_get (self, REGISTER_PACKET_SIZE) & 0xffff) - OVERHEAD;
}

guint
line_camera_count_packets (LineCamera *self)
{
  const guint size = data_size (self);

  return 2 + (self->payload->len + size - 1) / size;
}

static void
put_leader (LineCamera *self, GByteArray *packet)
{
  put16 (packet, 0);
  put16 (packet, PAYLOAD_IMAGE | (has_chunks (self) ? WITH_CHUNKS : 0));
  put64 (packet, self->sent.time);
  put32 (packet, line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_PIXEL_FORMAT));
  put32 (packet, line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_WIDTH));
  put32 (packet, line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_HEIGHT));
  put32 (packet, 0);
  put32 (packet, self->sent.focus);
  put32 (packet, 0);
}

static void
put_trailer (LineCamera *self, GByteArray *packet)
{
  put32 (packet, PAYLOAD_IMAGE);
  put32 (packet, line_camera_get (self, ARV_FAKE_CAMERA_REGISTER_HEIGHT));
}

static void
put_data (LineCamera *self, GByteArray *packet, guint number)
{
  const guint size = data_size (self), begin = (number - 1) * size;

  g_byte_array_append (packet, self->payload->data + begin, MIN (size, self->payload->len - begin));
}

void
line_camera_send_packets (LineCamera *self, guint first, guint last)
{
  g_autoptr (GSocketAddress) to = arv_fake_camera_get_stream_address (self->registers);
  const guint n = line_camera_count_packets (self);

  for (guint number = first; number <= last && number < n; number++) {
    g_autoptr (GByteArray) packet = g_byte_array_new ();
    const guint content = number == 0 ? LEADER : number == n - 1 ? TRAILER : DATA;

    put16 (packet, 0);
    put16 (packet, self->sent.id);
    put32 (packet, content << 24 | number);
    if (content == LEADER)
      put_leader (self, packet);
    else if (content == TRAILER)
      put_trailer (self, packet);
    else
      put_data (self, packet, number);
    g_socket_send_to (self->stream, to, (const gchar *) packet->data, packet->len, NULL, NULL);
  }
}
