/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two cameras in one process, and the device provider. */
#include <string.h>

#include "camera-support.h"

/* Only what is lost makes a frame incomplete here, and no pause of a busy machine. */
#define LAUNCH(address) \
  "aoicamerasrc name=src camera-name=" address \
  " reconnect=200 frame-rate=50 packet-size=9000 frame-retention=5000 num-buffers-held=50 " \
  "! video/x-raw,format=GRAY8,width=256,height=256"

/* One is killed, comes back and is killed for good: the other loses nothing. */
static void
test_one_killed (void)
{
  g_autoptr (FakeCamera) first = NULL, second = NULL;
  g_autoptr (Rig) lost = NULL, kept = NULL;

  if (!camera_test_is_isolated ()) {
    g_test_skip ("two cameras need a network of the test's own");
    return;
  }
  first = fake_camera_new ("127.0.0.1", 0, NULL);
  second = fake_camera_new ("127.0.0.2", 0, NULL);
  lost = rig_new (LAUNCH ("127.0.0.1"));
  kept = rig_new (LAUNCH ("127.0.0.2"));
  /* Aravis opens its packet socket before it sets the filter: packets of the camera that sends already are in it. */
  rig_play (lost);
  rig_wait_frames (lost, 20);
  rig_play (kept);
  rig_wait_frames (kept, 20);
  fake_camera_kill (first);
  fake_camera_start (first);
  rig_wait_event (lost, "reconnected", 1);
  rig_wait_frames (lost, rig_count_frames (lost) + 20);
  fake_camera_kill (first);
  rig_wait_event (lost, "lost", 2);
  rig_wait_frames (kept, rig_count_frames (kept) + 50);
  rig_stop (lost);
  rig_stop (kept);
  rig_check_account (lost);
  rig_check_account (kept);
  g_assert_cmpuint (rig_count_events (kept, "dropped"), ==, 0);
  g_assert_cmpuint (rig_count_events (kept, "incomplete"), ==, 0);
  g_assert_cmpuint (rig_stat (kept, "losses"), ==, 0);
}

/* Both on one camera: the second does not get it, the first keeps it. */
static void
test_same_camera (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (Rig) owner = rig_new (LAUNCH ("127.0.0.1")), other = rig_new (LAUNCH ("127.0.0.1"));

  rig_play (owner);
  rig_wait_frames (owner, 5);
  rig_play (other);
  rig_wait_event (other, "waiting", 1);
  rig_wait_frames (owner, rig_count_frames (owner) + 20);
  rig_stop (owner);
  rig_check_account (owner);
  g_assert_cmpuint (rig_stat (owner, "losses"), ==, 0);
  rig_wait_frames (other, 5);
}

static void
test_device_provider (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (GstDeviceProvider)
      provider = gst_device_provider_factory_get_by_name ("aoicameradeviceprovider");
  g_autoptr (GstElement) element = NULL;
  g_autofree gchar *name = NULL;
  GList *devices = NULL;

  g_assert_nonnull (provider);
  /* The camera takes a moment to listen. */
  for (guint i = 0; i < 30 && devices == NULL; i++)
    devices = gst_device_provider_get_devices (provider);
  g_assert_cmpuint (g_list_length (devices), ==, 1);
  g_assert_true (gst_device_has_classes (devices->data, "Video/Source"));
  element = gst_device_create_element (devices->data, NULL);
  g_object_get (element, "camera-name", &name, NULL);
  g_assert_nonnull (strstr (name, "127.0.0.1"));
  g_list_free_full (devices, gst_object_unref);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera-two/one-killed", test_one_killed);
  g_test_add_func ("/camera-two/same-camera", test_same_camera);
  g_test_add_func ("/camera-two/device-provider", test_device_provider);
  return camera_test_run ();
}
