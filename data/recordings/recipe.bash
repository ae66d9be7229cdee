# The common part of the recordings' `build` scripts, sourced by them. A script sets
#   here      its own folder
#   sheets    the baseline tables that the recording begins with, files of data/baseline
#   received  when they are handed in
#   variants  what it can build; the first is the default
# and defines `events VARIANT`, which prints the other events as NDJSON; then it calls build "$@".

build() {
    local root feed to variant work
    root=$(cd "$here/../../.." && pwd)
    feed=$root/build/release/producers/orewatch-feed
    to=$here.owr
    variant=${variants[0]}
    while [ $# -gt 0 ]; do
        case $1 in
            --feed) feed=${2:?needs a program}; shift 2 ;;
            --to) to=${2:?needs a file}; shift 2 ;;
            --help) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"; exit 0 ;;
            -*) echo "build: unknown option '$1'; allowed: --feed --to --help" >&2; exit 2 ;;
            *) variant=$1; shift ;;
        esac
    done
    if [[ " ${variants[*]} " != *" $variant "* ]]; then
        echo "build: unknown variant '$variant'; allowed: ${variants[*]}" >&2
        exit 2
    fi
    [ -x "$feed" ] || { echo "build: no program at $feed; build the project, or name it with --feed" >&2; exit 1; }

    # Through files, not pipes: what arrives in a pipe late closes a record of the log, and the bytes would differ. Into
    # its place at once or not at all: a recording is written anew, never appended to.
    work=$(mktemp -d "$(dirname "$to")/.build.XXXXXX")
    trap "rm -rf '$work'" EXIT
    (cd "$root/data/baseline" && "$feed" baseline "${sheets[@]}" --source baseline --received "$received" --to -) \
        > "$work/tables.ndjson"
    events "$variant" > "$work/events.ndjson"
    "$feed" events "$work/tables.ndjson" "$work/events.ndjson" --to "$work/recording.owr"
    mv -f "$work/recording.owr" "$to"
}
