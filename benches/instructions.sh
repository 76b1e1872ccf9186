#!/bin/sh
# Instructions per operation, of each contestant, as valgrind counts them: two runs of different length, and the difference. The loop
# and the work under the lock (one addition) are included. Repeatable to the instruction, also on a busy machine.
#
#   benches/instructions.sh [CONTESTANT ..]        contestants: std unhang checked deadlock_detection tracing-mutex deloxide
set -eu
cd "$(dirname "$0")/peers"
target=${CARGO_TARGET_DIR:-../../target}/peers
command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 1; }
# The build may be for the processor it runs on; valgrind does not know every instruction of those.
unset RUSTFLAGS

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" n="$3" 2>&1 >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

row() {
    printf '%-34s' "$1"
    for case in lock read write nested-2 nested-4 nested-16; do
        few=$(count "$2" "$case$3" 1000)
        many=$(count "$2" "$case$3" 3000)
        printf '%10s' $(((many - few + 1000) / 2000))
    done
    echo
}

printf '%-34s%10s%10s%10s%10s%10s%10s\n' "instructions" lock read write 2 4 "16 nested"
for contestant in ${*:-std unhang checked deadlock_detection tracing-mutex deloxide}; do
    features=$contestant
    [ "$contestant" = std ] && features=
    cargo build --quiet --release --target-dir "$target/$contestant" --features "$features"
    binary=$target/$contestant/release/unhang-peers
    case $contestant in
        std) row std "$binary" ""; row parking_lot "$binary" /other ;;
        unhang) row "unhang" "$binary" ""; row "unhang, no level" "$binary" /other ;;
        checked) row "unhang, checked" "$binary" ""; row "unhang, checked, no level" "$binary" /other ;;
        deadlock_detection) row "parking_lot deadlock_detection" "$binary" /other ;;
        *) row "$contestant" "$binary" "" ;;
    esac
done
