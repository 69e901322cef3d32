# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What the scripts share: installing what is missing, building. To be sourced.

AOI_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

aoi_die () {
  echo "${0##*/}: $*" >&2
  exit 2
}

# aoi_packages SCOPE...: the names on the list.
aoi_packages () {
  local scope release
  release=$(. /etc/os-release && echo "${VERSION_ID-99}")
  for scope in "$@"; do
    awk -v scope="$scope" -v release="$release" '$1 == scope && $3 + 0 <= release + 0 { print $2 }' \
      "$AOI_ROOT/pipelines/packages"
  done
}

# aoi_install SCOPE...: installs what is missing; does nothing if nothing is.
aoi_install () {
  local package missing=() as_root=()
  for package in $(aoi_packages "$@"); do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] \
      || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get > /dev/null \
    || aoi_die "this is not a Debian system; install what these packages hold: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null || aoi_die "run as root, or install: ${missing[*]}"
    as_root=(sudo)
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 \
    || echo "apt-get update failed; trying with the package lists that are there" >&2
  # In this run level no package starts its service, where systemd does not run.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}" > /dev/null \
    || aoi_die "cannot install: ${missing[*]}"
}

# aoi_configure FOLDER [MESON OPTION...]: sets it up, anew if it is there.
aoi_configure () {
  local folder=$1 again=()
  shift
  if [ -f "$folder/build.ninja" ]; then
    again=(--reconfigure)
  else
    rm -rf "$folder"
    mkdir -p "$folder"
  fi
  meson setup "${again[@]}" "$folder" "$AOI_ROOT" "$@" > "$folder/setup.log" 2>&1 \
    || { cat "$folder/setup.log" >&2; return 1; }
}

# aoi_make FOLDER [TARGET...]: builds them, or all.
aoi_make () {
  local folder=$1
  shift
  ninja -C "$folder" "$@" > "$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log" >&2; return 1; }
}

# aoi_build FOLDER [MESON OPTION...]: configures it and builds all.
aoi_build () {
  aoi_configure "$@" && aoi_make "$1"
}
