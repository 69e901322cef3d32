#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# man-page.sh HELP2MAN TOOL VERSION OUTPUT [WORD...]: makes the man page of `aoi WORD...` from what its --help
# prints, and its summary from that of the command above it.
set -euo pipefail
help2man=$1 tool=$2 version=$3 output=$4
shift 4
export LC_ALL=C.UTF-8
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
page=aoi$(printf -- '-%s' "$@")
[ $# -gt 0 ] || page=aoi

# commands TEXT: the commands that a help text lists, with their summaries.
commands () {
  awk '/^Commands:/ { listed = 1; next } /^$/ { listed = 0 } listed' <<< "$1"
}

# Usage on one line and options under one title, as help2man knows them.
"$tool" "$@" --help | sed -e '/^Usage:$/ { N; s/:\n */: / }' -e '/^$/ { N; /\nApplication Options:$/d }' \
  | sed -e 's/…/.../' -e 's/^Help Options:$/Options:/' > "$folder/help"
printf '#!/bin/sh\ncat "%s/help"\n' "$folder" > "$folder/$page"
chmod +x "$folder/$page"

summary='automated optical inspection'
if [ $# -gt 0 ]; then
  summary=$(commands "$("$tool" "${@:1:$#-1}" --help)" | sed -n "s/^ *${*: -1}  *//p")
fi
"$help2man" --no-info --section=1 --locale=C.UTF-8 --source="aoiinspect $version" --manual=aoiinspect \
  --version-string="$version" --name="$summary" --output="$folder/page" "$folder/$page"

# The page of the command above, and those of the commands below.
parent=${page%-*}
{
  cat "$folder/page"
  echo '.SH "SEE ALSO"'
  {
    [ "$page" = aoi ] || echo "$parent"
    commands "$(cat "$folder/help")" | awk -v page="$page" '{ print page "-" $1 }'
  } | sed -e 's/-/\\-/g' -e 's/.*/.BR & (1)/' -e '$! s/$/,/'
} > "$output"
