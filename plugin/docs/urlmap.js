// SPDX-License-Identifier: LGPL-2.1-or-later
// Where links to other libraries lead.
baseURLs = [
  ['Aoi', '../Aoi-1.0/'],
  ['AoiStore', '../AoiStore-1.0/'],
  ['GstAoi', '../GstAoi-1.0/'],
  ['GLib', 'https://docs.gtk.org/glib/'],
  ['GObject', 'https://docs.gtk.org/gobject/'],
  ['Gio', 'https://docs.gtk.org/gio/'],
  ['Gst', 'https://gstreamer.freedesktop.org/documentation/gstreamer/'],
];
