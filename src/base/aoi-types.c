/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GLib makes a type when it is first asked for, and its class with the first object. A thread that makes a class holds GLib's
 * lock of classes, and waits for each type of a property that another thread is just making; to give that an interface needs
 * the lock, too, and both wait for ever: GLib 2.74 did so in one of ten starts of a server beside a client of libsoup. So types
 * of GIO that have interfaces are made before there are threads. */
#include "base/aoi-types.h"

#include <gio/gio.h>
#include <gio/gunixconnection.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <gio/gunixsocketaddress.h>

static GType (*const types[]) (void) = {
  g_buffered_input_stream_get_type,
  g_buffered_output_stream_get_type,
  g_converter_input_stream_get_type,
  g_converter_output_stream_get_type,
  g_data_input_stream_get_type,
  g_file_input_stream_get_type,
  g_file_output_stream_get_type,
  g_inet_address_get_type,
  g_inet_socket_address_get_type,
  g_memory_input_stream_get_type,
  g_memory_output_stream_get_type,
  g_network_address_get_type,
  g_network_service_get_type,
  g_proxy_address_get_type,
  g_proxy_resolver_get_type,
  g_simple_proxy_resolver_get_type,
  g_socket_client_get_type,
  g_socket_get_type,
  g_socket_service_get_type,
  g_subprocess_get_type,
  g_subprocess_launcher_get_type,
  g_task_get_type,
  g_tcp_connection_get_type,
  g_tls_certificate_get_type,
  g_tls_client_connection_get_type,
  g_tls_connection_get_type,
  g_tls_file_database_get_type,
  g_tls_interaction_get_type,
  g_tls_server_connection_get_type,
  g_unix_connection_get_type,
  g_unix_input_stream_get_type,
  g_unix_output_stream_get_type,
  g_unix_socket_address_get_type,
  g_zlib_compressor_get_type,
  g_zlib_decompressor_get_type,
};

static gpointer
prepare (gpointer data)
{
  /* Classes come last: when the first one is made, no type is missing any more. */
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_type_ensure (types[i]());
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (G_TYPE_IS_CLASSED (types[i]()))
      g_type_class_unref (g_type_class_ref (types[i]()));
  return NULL;
}

/**
 * aoi_types_prepare:
 *
 * Makes what threads would make at the same time. To be called before a program makes threads, and not while a class is made.
 * Any thread.
 */
void
aoi_types_prepare (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, prepare, NULL);
}
