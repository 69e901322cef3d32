#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A camera of 7716x5360 on the loopback interface, to try things without one.
set -eu
# shellcheck source=setup.sh
. "$(dirname "$0")/setup.sh"

usage () {
  cat << 'USAGE'
Usage: pipelines/fake-camera.sh [OPTION...]

Runs the fake GigE Vision camera of Aravis with the features of an inspection camera (fake-camera.xml)
until it is killed. It sends a test pattern, not boards; FocusPos is echoed in each frame as the image's
vertical offset (aoicamerasrc focus-echo=offset-y).

  --address IP    of an interface of this machine (127.0.0.1); one camera an address
  --serial TEXT   the camera's id (AOI1)
  --loss N        lost packets per thousand (0)
  --help          this text
USAGE
}

address=127.0.0.1
serial=AOI1
loss=0
while [ $# -gt 0 ]; do
  case $1 in
    --address | --serial | --loss)
      [ $# -ge 2 ] || aoi_die "$1 needs a value"
      declare "${1#--}=$2"
      shift
      ;;
    --help) usage; exit 0 ;;
    *) aoi_die "there is no option $1; --help lists them" ;;
  esac
  shift
done
[[ $loss =~ ^(0|[1-9][0-9]{0,2}|1000)$ ]] || aoi_die "--loss $loss is not a number from 0 to 1000"
camera=$(command -v arv-fake-gv-camera-0.8) \
  || aoi_die "there is no arv-fake-gv-camera-0.8: install the package aravis-tools"

exec "$camera" -i "$address" -s "$serial" -r "$loss" -g "$AOI_ROOT/pipelines/fake-camera.xml"
