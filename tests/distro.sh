#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs the demo and all tests on another release of Debian, in a chroot. See tests/distro.sh --help.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../pipelines/setup.sh
. pipelines/setup.sh

usage () {
  cat << 'USAGE'
Usage: tests/distro.sh RELEASE [OPTION...] [-- ARGUMENT...]

Makes a chroot of a release of Debian, such as trixie, with debootstrap, copies the tree into it, and runs
pipelines/demo.sh and tests/run.sh there. Takes packages from the mirror that apt's sources of this machine
name, and contacts no other host. Needs root, and some 5 GB.

  --chroot FOLDER  make the chroot in FOLDER, or use the one that is there, and keep it; otherwise it is made
                   in TMPDIR (/tmp) and removed at the end
  --demo           run the demo only
  --tests          run the tests only
  --help           this text

What follows -- goes to tests/run.sh, such as --quick. Ends with the exit code of the first of the two that
fails.
USAGE
}

release=
folder=
parts='demo tests'
while [ $# -gt 0 ]; do
  case $1 in
    --chroot)
      [ $# -ge 2 ] || aoi_die "$1 needs a folder"
      folder=$2
      shift
      ;;
    --demo | --tests) parts=${1#--} ;;
    --help) usage; exit 0 ;;
    --) shift; break ;;
    -*) aoi_die "there is no option $1; --help lists them" ;;
    *)
      [ -z "$release" ] || aoi_die "one release at a time, not $release and $1"
      release=$1
      ;;
  esac
  shift
done
[ -n "$release" ] || { usage >&2; exit 2; }
[[ $release =~ ^[a-z]+$ ]] || aoi_die "$release is no release's name, such as trixie"
[ "$(id -u)" = 0 ] || aoi_die "run as root: debootstrap and chroot need it"

# The mirror of this machine's own release: of its main packages, not its security updates.
find_mirror () {
  local own
  own=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(SITE)' 'Created-By: Packages' \
    | awk -v own="$own" '$1 == own && $2 == "main" && !n++ { print $3 }'
}

# What is mounted in the chroot is in a namespace of its own, which has ended by then. If that should ever fail,
# nothing of the machine's may be removed.
remove_chroot () {
  ! grep -qF " $folder/" /proc/self/mounts || aoi_die "$folder is kept: something is mounted in it"
  rm -rf --one-file-system "$folder"
}

make_chroot () {
  local mirror
  mirror=$(find_mirror)
  [ -n "$mirror" ] || aoi_die "apt's sources name no mirror of Debian"
  echo "Making a chroot of $release in $folder from $mirror ..."
  debootstrap "$release" "$folder" "$mirror" > "$folder.log" 2>&1 \
    || { tail -n 20 "$folder.log" >&2; aoi_die "debootstrap failed"; }
  rm -f "$folder.log"
  # Packages start no services.
  printf '#!/bin/sh\nexit 101\n' > "$folder/usr/sbin/policy-rc.d"
  chmod 755 "$folder/usr/sbin/policy-rc.d"
  touch "$folder/aoi-chroot-is-complete"
}

# Files under version control, or all of a release without Git but what was built.
list_tree () {
  git ls-files -z 2> /dev/null || find . -mindepth 1 -name 'build*' -prune -o -type f -print0
}

copy_tree () {
  local shared
  mkdir -p "$folder/root/aoiinspect" "$folder/root/shared/data"
  find "$folder/root/aoiinspect" -mindepth 1 -maxdepth 1 ! -name 'build*' -exec rm -rf {} +
  list_tree | xargs -0 sh -c 'for file; do [ ! -f "$file" ] || printf "%s\0" "$file"; done' - \
    | tar c --null -T - | tar x -C "$folder/root/aoiinspect"
  for shared in data/boards data/cases tools; do
    [ ! -d "../shared/$shared" ] || [ -d "$folder/root/shared/$shared" ] \
      || cp -r "../shared/$shared" "$folder/root/shared/$shared"
  done
}

# run_inside COMMAND...: with the folder as root, and mounts and processes that end with it. Its root is that of a
# mount namespace, since the kernel refuses a process in a chroot the namespaces that tests make of their own.
run_inside () {
  unshare --mount --pid --fork --kill-child --propagation private bash -c '
    set -e
    mount --bind "$1" "$1"
    cd "$1"
    shift
    mount -t proc proc proc
    mount -t sysfs sysfs sys
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    mount -t tmpfs tmpfs dev/shm
    ln -sf pts/ptmx dev/ptmx
    pivot_root . mnt
    umount --lazy /mnt
    exec chroot . "$@"' - "$folder" env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${no_proxy:+"no_proxy=$no_proxy"} "$@"
}

aoi_install distro
if [ -n "$folder" ]; then
  folder=$(realpath -m "$folder")
  [ -e "$folder/aoi-chroot-is-complete" ] || [ ! -d "$folder" ] || [ -z "$(ls -A "$folder")" ] \
    || aoi_die "$folder is no chroot that this script has completed; remove it, or name another folder"
else
  folder=$(mktemp -d "${TMPDIR:-/tmp}/aoi-$release-XXXXXX")
  trap remove_chroot EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
fi
[ -e "$folder/aoi-chroot-is-complete" ] || make_chroot
there=$(. "$folder/etc/os-release" && echo "$VERSION_CODENAME")
[ "$there" = "$release" ] || aoi_die "$folder is a chroot of $there, not $release"
copy_tree

for part in $parts; do
  script=pipelines/demo.sh
  [ $part = demo ] || script="tests/run.sh $*"
  echo "Running $script on $release ..."
  run_inside sh -c "cd /root/aoiinspect && exec $script" || exit $?
done
