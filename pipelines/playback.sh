# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What the playback scripts share: their common options, and the inspecting half of the pipeline. To be
# sourced. A script sets `inspect_usage` and calls inspect_parse "$@", which leaves its own options in
# the associative array `own`, and the rest in `sources`.

inspect_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

inspect_die () {
  echo "${0##*/}: $*" >&2
  exit 2
}

inspect_help () {
  echo "$inspect_usage"
  cat << USAGE

Options of all playback scripts:
  --product PRODUCT  product folder, or its rois_config file (required)
  --json FILE        where results go, one JSON object a frame (default: standard output)
  --workers N        ROIs inspected at once (default 0: as many as CPUs)
  --inflight N       frames inspected at once (default 2)
  --no-timing        leave out all that differs from run to run
  --help             this text

Exit code: 0 all frames were inspected, with any verdict; 1 the pipeline failed, or a folder holds
files that are not frames; 2 it was called wrongly, or the results cannot be written. Uses the build folder of the source tree if there is one, else what is installed.
USAGE
}

# inspect_value ARGUMENT...: the value of an option that needs one.
inspect_value () {
  [ $# -ge 2 ] || inspect_die "$1 needs a value; see --help"
  printf '%s' "$2"
}

declare -A own=()
sources=()
inspect_branch=() # elements that also get the inspected frames
n_skipped=0
product='' json='' workers=0 inflight=2 timing=true
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# inspect_parse OWN-OPTIONS ARGUMENT...: OWN-OPTIONS is a list of the script's own, with a value each.
inspect_parse () {
  local known=" $1 "
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --help) inspect_help; exit 0 ;;
      --product) product=$(inspect_value "$@") || exit 2; shift ;;
      --json) json=$(inspect_value "$@") || exit 2; shift ;;
      --workers) workers=$(inspect_value "$@") || exit 2; shift ;;
      --inflight) inflight=$(inspect_value "$@") || exit 2; shift ;;
      --no-timing) timing=false ;;
      --*)
        [[ $known == *" $1 "* ]] || inspect_die "there is no option $1; see --help"
        own[$1]=$(inspect_value "$@") || exit 2
        shift
        ;;
      *) sources+=("$1") ;;
    esac
    shift
  done
  [ -n "$product" ] || inspect_die "--product is missing; see --help"
  [ -e "$product" ] || inspect_die "product $product does not exist"
  inspect_number --workers "$workers" 0 1024
  inspect_number --inflight "$inflight" 1 64
  [ ${#sources[@]} = 1 ] || inspect_die "name one source, not ${#sources[@]}; see --help"
}

# inspect_number OPTION VALUE MIN MAX
inspect_number () {
  [[ $2 =~ ^(0|[1-9][0-9]{0,5})$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] \
    || inspect_die "$1 must be a number from $3 to $4, is \"$2\""
}

# inspect_frames FOLDER PATTERN...: links the frames of a folder below $links, in the order of their names, in
# which Board_9 comes before Board_10: as frame-00000 and so on, since multifilesrc counts, or with
# $inspect_own_names by their own. Sets $n_frames; what is neither a frame nor hidden is named, and $n_skipped.
inspect_frames () {
  local folder=$1 pattern args=() file name
  shift
  [ -e "$folder" ] || inspect_die "folder $folder does not exist"
  [ -d "$folder" ] || inspect_die "$folder is a file; name the folder of the frames"
  [ -r "$folder" ] && [ -x "$folder" ] || inspect_die "folder $folder cannot be read: permission denied"
  for pattern in "$@"; do
    args+=(-o -iname "$pattern")
  done
  links=$scratch/frames
  mkdir "$links"
  n_frames=0
  while IFS= read -r -d '' file; do
    [ -r "$file" ] || inspect_die "frame $file cannot be read"
    name=$(printf 'frame-%05d' "$n_frames")
    [ -z "${inspect_own_names-}" ] || name=${file##*/}
    ln -s "$(realpath "$file")" "$links/$name"
    n_frames=$((n_frames + 1))
  done < <(find "$folder" -maxdepth 1 ! -name '.*' \( -type f -o -type l \) \( "${args[@]:1}" \) -print0 \
    | LC_ALL=C sort -zV)
  while IFS= read -r -d '' file; do
    echo "${0##*/}: $file: not inspected: it is not a frame" >&2
    n_skipped=$((n_skipped + 1))
  done < <(find "$folder" -mindepth 1 -maxdepth 1 ! -name '.*' \
    ! \( \( -type f -o -type l \) \( "${args[@]:1}" \) \) -print0 | LC_ALL=C sort -zV)
  [ "$n_frames" -gt 0 ] || inspect_die "folder $folder has no frame ($*)"
}

# inspect_set NAME VALUE: a property with any text, as gst-launch-1.0 reads it.
inspect_set () {
  local value=${2//\\/\\\\}
  printf '%s="%s"' "$1" "${value//\"/\\\"}"
}

# The build folder, unless the caller's own path has the plugin.
inspect_environment () {
  local build=$inspect_root/build
  [ -f "$build/plugin/module/libgstaoiplugin.so" ] || return 0
  export GST_PLUGIN_PATH=${GST_PLUGIN_PATH:+$GST_PLUGIN_PATH:}$build/plugin/module
  export AOI_INSPECTORS=${AOI_INSPECTORS-$build/pipelines/examples}
  export PATH=$build/pipelines/aoi:$PATH
}

# inspect_count: passes lines on and leaves their number in $scratch/count. Fails if one cannot be written,
# also the last one, of which awk would say nothing.
inspect_count () {
  local status
  { tee /dev/fd/7 7>&1 >&6 | wc -l > "$scratch/count"; } 6>&1
  status=${PIPESTATUS[*]}
  [ "$status" = '0 0' ]
}

# inspect_collect COMMAND...: runs a command that writes results to descriptor 3 and passes them on as they come.
# With $n_frames set, fewer results than frames are a failure. What the command prints is left out except for
# warnings of gst-launch-1.0, which go to standard error.
inspect_collect () {
  local lines status=() said warnings
  # What is opened anew begins at its start.
  [ ! "$json" -ef /dev/stdout ] || json=
  if [ -n "$json" ]; then
    said=$({ : > "$json"; } 2>&1) || inspect_die "cannot write $json:${said##*:}"
    exec > "$json"
  fi
  exec 5> >(sed -u -n '/^WARNING: /p' >&2)
  warnings=$!
  set +e
  "$@" 3>&1 >&5 5>&- | inspect_count 5>&-
  status=("${PIPESTATUS[@]}")
  exec 5>&-
  wait "$warnings"
  set -e
  lines=$(cat "$scratch/count")
  if [ "${status[1]}" != 0 ]; then
    echo "${0##*/}: ${json:-standard output} cannot be written" >&2
    return 2
  fi
  if [ "${status[0]}" != 0 ]; then
    echo "${0##*/}: failed on ${sources[0]} after $lines results; the first ERROR above says why" >&2
    return 1
  fi
  if [ "$lines" != "${n_frames-$lines}" ]; then
    echo "${0##*/}: $n_frames frames, but $lines results" >&2
    return 1
  fi
  echo "${0##*/}: $lines frames inspected" >&2
  [ "$n_skipped" = 0 ]
}

# inspect_run ELEMENT...: the pipeline's first half; adds the second and runs it.
inspect_run () {
  local tee=() branch=()
  if [ ${#inspect_branch[@]} -gt 0 ]; then
    tee=(tee name=inspected ! queue !)
    branch=(inspected. ! "${inspect_branch[@]}")
  fi
  inspect_environment
  gst-inspect-1.0 aoiinspect > /dev/null 2>&1 \
    || inspect_die "GStreamer has no element aoiinspect: build the project, or set GST_PLUGIN_PATH"
  inspect_collect gst-launch-1.0 -e "$@" ! aoiinspect "$(inspect_set product "$product")" \
    "max-workers=$workers" "max-inflight=$inflight" ! "${tee[@]}" aoijson "timing=$timing" ! fdsink fd=3 \
    "${branch[@]}"
}

# A board that fails is a result, too.
inspect_by_tool () {
  local status=0 untimed=()
  [ "$timing" = true ] || untimed=(--no-timing)
  aoi run "$product" "$1" --json - --quiet --jobs "$workers" --inflight "$inflight" "${untimed[@]}" >&3 || status=$?
  [ "$status" -lt 2 ]
}

# inspect_source SOURCE: inspects what aoi run decodes.
inspect_source () {
  inspect_environment
  command -v aoi > /dev/null || inspect_die "there is no command aoi: build the project, or install it"
  inspect_collect inspect_by_tool "$1"
}
