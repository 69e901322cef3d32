#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Has a systemd of its own, in namespaces of its own, start a station by its unit, and asks it for boards: decoders must
# work under all that the unit forbids, and be shut in as ever. Needs root and systemd; changes nothing outside.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

# As PID 1, with mounts that nobody else sees.
begin () {
  local work=$1 folder
  mount --make-rprivate /
  mount -t proc proc /proc
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  cp -a /etc "$work/etc"
  echo 'aoi:x:977:977::/var/lib/aoi:/usr/sbin/nologin' >> "$work/etc/passwd"
  echo 'aoi:x:977:' >> "$work/etc/group"
  mkdir -p "$work/etc/aoi" /srv
  printf '[station]\nlisten=127.0.0.1:0\nproducts=/srv/aoi/products\nshared=/srv/aoi/shared\n' > "$work/etc/aoi/station.ini"
  mount --bind "$work/etc" /etc
  for folder in /run /srv /var/lib /var/cache; do mount -t tmpfs tmpfs "$folder"; done
  mkdir -p /srv/aoi/shared
  cp -r "$work/products" /srv/aoi
  chown -R aoi:aoi /srv/aoi
  umount -R /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other SYSTEMD_UNIT_PATH="$work/units" \
    /lib/systemd/systemd --system --unit=client.service --log-target=console --log-level=warning < /dev/null
}

# The unit of this build, without what it waits for, and with the build, wherever that is; and who asks.
write_units () {
  local work=$1 build=$2 unit
  mkdir -p "$work/units/aoi-serve.service.d"
  unit=$work/units/aoi-serve.service
  sed "s|^ExecStart=[^ ]*|ExecStart=$build/pipelines/aoi/aoi|; /^Wants=/d; /^After=/d; s|^\[Unit\]|&\nDefaultDependencies=no|" \
    "$build/pipelines/serve/systemd/aoi-serve.service" > "$unit"
  grep -qF "ExecStart=$build/pipelines/aoi/aoi serve" "$unit"
  cat > "$unit.d/test.conf" << UNIT
[Service]
Environment=AOI_INSPECTORS=$build/tests/rogue G_MESSAGES_DEBUG=aoi
LimitNPROC=100
ProtectHome=tmpfs
BindReadOnlyPaths=$build
StandardOutput=append:$work/said
StandardError=inherit
UNIT
  cat > "$work/units/client.service" << UNIT
[Unit]
DefaultDependencies=no
Requires=aoi-serve.service
After=aoi-serve.service
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 $PWD/tests/accuracy/service_report.py ask $work
StandardOutput=append:$work/report
StandardError=inherit
UNIT
}

case ${1-} in
  -h | --help) sed -n '3,4s/^# //p' "$0"; exit 0 ;;
  --begin) begin "$2" ;;
esac

[ "$(id -u)" = 0 ] || aoi_die "needs root"
[ -x /lib/systemd/systemd ] || aoi_die "there is no systemd"
aoi_install run build
echo "building" >&2
aoi_build build-bench --buildtype=release -Dtests=enabled -Dintrospection=disabled
work=$(mktemp -d /var/tmp/aoi-service.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
/usr/bin/python3 tests/accuracy/service_report.py prepare "$work"
write_units "$work" "$PWD/build-bench"
status=0
timeout 300 unshare --mount --pid --fork --uts --ipc --cgroup --kill-child "$0" --begin "$work" > "$work/log" 2>&1 || status=$?
cat "$work/report" 2> /dev/null || cat "$work/log"
exit "$status"
