#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tool's help texts, and what is made of them: completion for bash, and man pages, which are the arguments.
. "$(dirname "$0")/tap.sh"
# shellcheck source=../../pipelines/aoi/aoi-completion.bash
. "$tap_root/pipelines/aoi/aoi-completion.bash"

# Help texts are asked for again and again, also at the same time: each is obtained once.
aoi () {
  local kept=$tap_tmp/help/$* new=$tap_tmp/help/$*.$BASHPID
  [ "${*: -1}" = --help ] || { command aoi "$@"; return; }
  if [ ! -f "$kept" ]; then
    mkdir -p "$tap_tmp/help"
    command aoi "$@" > "$new" && mv "$new" "$kept" || return
  fi
  cat "$kept"
}

# complete_words WORD...: what the last word may become.
complete_words () {
  set +e
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  _aoi
  printf '%s\n' "${COMPREPLY[@]}"
}

# completes RESULT WORD...: whether that is one of the things that the last word may become.
completes () {
  local result=$1 all
  shift
  all=$(complete_words "$@")
  grep -qxF -e "$result" <<< "$all" || { echo "$result is not what $* becomes: $all"; return 1; }
}

# commands WORD...: the commands that the help of `aoi WORD...` lists.
commands () {
  aoi "$@" --help | awk '/^Commands:/ { listed = 1; next } /^$/ { listed = 0 } listed { print $1 }'
}

# all_commands [WORD...]: each command below those words on a line, and those below it.
all_commands () {
  local name
  for name in $(commands "$@"); do
    echo "$* $name"
    all_commands "$@" "$name"
  done
}

commands_complete () {
  [ "$(complete_words aoi '' | sort)" = "$(commands | sort)" ]
  [ "$(complete_words aoi ch | xargs)" = 'challenge check' ]
  [ "$(complete_words aoi golden '' | sort)" = "$(commands golden | sort)" ]
  [ "$(complete_words aoi golden pro)" = promote ]
  [ "$(complete_words aoi zzz | xargs)" = '' ]
  completes --version aoi -
}

# options WORD...: those of a help text, as completion gives them.
options () {
  { aoi "$@" --help | grep -o -e '^ *\(-[a-z], \)\?--[a-z-]*=\?' | grep -o -e '--.*' || true; echo --help; } | sort -u
}

# Every option of the command, and each by what sets it apart from most others.
options_complete () {
  local option head
  [ "$(complete_words aoi "$@" -- | sort -u)" = "$(options "$@")" ]
  for option in $(options "$@" | head -n 2); do
    head=${option:0:5}
    completes "$option" aoi "$@" "${head%=}"
  done
}

values_complete () {
  mkdir "$tap_tmp/in" "$tap_tmp/in/folder"
  : > "$tap_tmp/in/file"
  cd "$tap_tmp/in"
  [ "$(complete_words aoi run --json f | sort | xargs)" = 'file folder' ]
  [ "$(complete_words aoi run --archive f)" = folder ]
  [ "$(complete_words aoi run --archive = f)" = folder ]
  [ "$(complete_words aoi run --format = g)" = gbrg ]
  [ "$(complete_words aoi run --format '' | sort | xargs)" = 'GRAY8 gbrg' ]
  [ -z "$(complete_words aoi run --jobs '' | xargs)" ]
  [ "$(complete_words aoi run fi)" = file ]
  [ "$(complete_words aoi run --quiet fo)" = folder ]
  [ "$(complete_words aoi golden list fo)" = folder ]
}

# Where COMP_WORDBREAKS has no sign, --option=value is one word.
whole_words_complete () {
  cd "$tap_tmp/in"
  [ "$(complete_words aoi run --archive=f)" = --archive=folder ]
  [ "$(complete_words aoi run --json=f | sort | xargs)" = '--json=file --json=folder' ]
  [ "$(complete_words aoi run --format=g)" = --format=gbrg ]
  [ -z "$(complete_words aoi run --jobs=f | xargs)" ]
}

station_completes () {
  cd "$tap_tmp/in"
  : > station.ini
  [ "$(complete_words aoi serve us)" = user ]
  [ "$(complete_words aoi serve st)" = station.ini ]
  [ "$(complete_words aoi serve '' | sort | xargs)" = 'file folder station.ini token user' ]
  completes --products= aoi serve --pro
  [ "$(complete_words aoi serve --products=f)" = --products=folder ]
  [ "$(complete_words aoi serve --products = f)" = folder ]
  [ "$(complete_words aoi serve --old-api = i)" = inspect ]
  [ "$(complete_words aoi serve --certificate f | sort | xargs)" = 'file folder' ]
  [ "$(complete_words aoi serve user pass)" = passwd ]
  [ "$(complete_words aoi serve user add anna --role '' | sort | xargs)" = 'admin engineer operator verifier' ]
  [ "$(complete_words aoi serve user add anna --role=v)" = --role=verifier ]
  [ "$(complete_words aoi serve token add mes --state fo)" = folder ]
  completes --until= aoi serve token add mes --u
}

# Each prints its usage, and what its exit code means.
help_is_consistent () {
  local text
  text=$(aoi "$@" --help)
  grep -q -e "aoi $*" <<< "$text"
  grep -q '^Usage:' <<< "$text"
  [[ $1 = golden && $# -gt 1 || $# -gt 2 ]] || grep -q 'Exits 0' <<< "$text"
  ! grep -q '.\{115\}' <<< "$text"
  ! aoi "$@" --frob > "$tap_tmp/said" 2>&1
  grep -q "^aoi $1" "$tap_tmp/said"
}

# page FILE: is read without a warning, and has every option of the help.
page () {
  local words option
  man --warnings -E UTF-8 -l "$1" 2> "$tap_tmp/warnings" > "$tap_tmp/page"
  cat "$tap_tmp/warnings"
  [ ! -s "$tap_tmp/warnings" ]
  grep -q SYNOPSIS "$tap_tmp/page"
  grep -q 'SEE ALSO' "$tap_tmp/page"
  words=$(basename "$1" .1)
  for option in $(read -r -a words <<< "${words//-/ }"; options "${words[@]:1}"); do
    [ "$option" = --help ] || grep -q -e "${option%=}" "$tap_tmp/page" \
      || { echo "no $option in $1"; return 1; }
  done
}

tap commands-complete commands_complete
tap values-complete values_complete
tap whole-words-complete whole_words_complete
! commands | grep -qx serve || tap station-completes station_completes
while read -r -a words; do
  name=$(IFS=-; echo "${words[*]}")
  tap "options-complete-$name" options_complete "${words[@]}"
  tap "help-$name" help_is_consistent "${words[@]}"
  if [ $# -gt 0 ] && [ ${#words[@]} -lt 3 ]; then
    tap "has-page-$name" grep -q "/aoi-$name[.]1" <<< "$*"
  fi
done < <(all_commands)
for page in "$@"; do
  tap "page-$(basename "$page" .1)" page "$page"
done
tap_done
