# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Completion for aoi. Commands and options are those of the tool's own --help, so that none is missing here.

# What `aoi WORD... --help` prints.
_aoi_help () {
  LC_ALL=C "${COMP_WORDS[0]}" "$@" --help 2> /dev/null
}

# The commands in a help text.
_aoi_commands () {
  awk '/^Commands:/ { listed = 1; next } /^$/ { listed = 0 } listed { print $1 }'
}

# The options in a help text; one that takes a value ends with "=". A text that lists commands has its own in
# the prose.
_aoi_options () {
  grep -o -e '^ *\(-[a-z], \)\?--[a-z-]*=\?' -e "'aoi --version'" | grep -o -e '--[a-z-]*=\?'
  echo --help
}

# _aoi_value NAME: what the help text of an option calls its value.
_aoi_value () {
  awk -v name="$1=" 'index($1, name) == 1 { print substr($1, length(name) + 1); exit }'
}

# _aoi_files KIND: completes the name of a file or folder.
_aoi_files () {
  local option=-f
  [ "$1" != FOLDER ] || option=-d
  compopt -o filenames 2> /dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$option" -- "$word")
}

# _aoi_complete_value KIND: completes the value of an option.
_aoi_complete_value () {
  case $1 in
    FILE | FOLDER) _aoi_files "$1" ;;
    *'|'*) mapfile -t COMPREPLY < <(compgen -W "$(tr '|' '\n' <<< "$1" | grep '[a-zA-Z]')" -- "$word") ;;
  esac
}

# Finds the option whose value is the last word, if it is one. Bash splits --option=value at the sign, unless
# COMP_WORDBREAKS has none: then what stands before the value belongs to each completion.
_aoi_find_option () {
  local before=${COMP_WORDS[COMP_CWORD - 1]}
  option=
  if [[ $word == --*=* ]]; then
    option=${word%%=*} head=${word%%=*}=
    word=${word#*=}
  elif [ "$word" = = ]; then
    word='' option=$before
  elif [ "$before" = = ] && [ "$COMP_CWORD" -ge 3 ]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $before == --* ]]; then
    option=$before
  fi
}

# Finds the help text of the command whose words come first, and the commands below it.
_aoi_find_command () {
  local -a path=()
  local i
  help=$(_aoi_help)
  commands=$(_aoi_commands <<< "$help")
  for ((i = 1; i < COMP_CWORD; i++)); do
    grep -qxF -e "${COMP_WORDS[i]}" <<< "$commands" || return 0
    path+=("${COMP_WORDS[i]}")
    help=$(_aoi_help "${path[@]}")
    commands=$(_aoi_commands <<< "$help")
  done
}

_aoi () {
  local word=${COMP_WORDS[COMP_CWORD]} option help commands kind='' head=''
  COMPREPLY=()
  _aoi_find_option
  _aoi_find_command
  [ -z "$option" ] || kind=$(_aoi_value "$option" <<< "$help")
  if [ -n "$kind" ]; then
    _aoi_complete_value "$kind"
    [ -z "$head" ] || COMPREPLY=("${COMPREPLY[@]/#/$head}")
  elif [ -n "$head" ]; then
    return 0
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_aoi_options <<< "$help")" -- "$word")
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2> /dev/null
  elif [ -n "$commands" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
    # What can do without a command takes files.
    grep -q '^Usage: .*COMMAND' <<< "$help" || _aoi_files FILE
  else
    _aoi_files FILE
  fi
}
complete -F _aoi aoi
