#!/usr/bin/env bash
# Everything that has to hold before a change lands, on this machine as in CI:
# servers up, restore, build, format check, pack, all tests (those of the packages too), servers down.
#
#   eng/test.sh            the whole
#   eng/test.sh --quick    the inner loop: no format check, no pack, no test with the trait Category=Slow
#   eng/test.sh --aot      the whole, and a host compiled to native code (eng/aot.sh): one or two minutes more
#
# The last line is always "N passed, N failed, N skipped". A step that fails counts as a failed test, so that line
# never says "0 failed" of a run that ends non-zero. Logs and reports stay in artifacts/test-results.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

quick=false aot=false
for argument; do
    case $argument in
        --quick) quick=true ;;
        --aot) aot=true ;;
        *)
            echo "eng/test.sh: unknown argument '$argument'; usage: eng/test.sh [--quick] [--aot]" >&2
            exit 2
            ;;
    esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release # what is tested is what is packed
results=artifacts/test-results
project_limit=1800 # seconds for one test project, eight times what the longest takes: machines differ; a hang fails here and not at CI's limit
passed=0 failed=0 skipped=0
failures=()
services_started=false

finish() {
    local status=$?
    trap '' INT TERM # a second Ctrl-C must not leave a server behind
    trap - EXIT
    if $services_started; then checked "services down" eng/services.sh down; fi
    ((${#failures[@]} == 0)) || printf '\nFAILED: %s' "${failures[@]}"
    ((status == 0 || failed > 0)) || failed=1
    ((failed == 0 || status > 0)) || status=1
    printf '\n%d s in all\n%d passed, %d failed, %d skipped\n' "$SECONDS" "$passed" "$failed" "$skipped"
    exit "$status"
}
trap finish EXIT
trap 'failures+=("stopped by a signal"); exit 130' INT TERM

fail() {
    failures+=("$1")
    failed=$((failed + ${2-1}))
}

# Bash ignores -e in a function that runs under a condition, so the functions given to this say what they return.
step() { # title, command
    local title=$1 started=$SECONDS outcome=ok
    shift
    printf '\n== %s\n' "$title"
    "$@" || outcome=FAILED
    printf '== %s: %s, %d s\n' "$title" "$outcome" $((SECONDS - started))
    [[ $outcome == ok ]]
}

checked() { step "$@" || fail "$1"; }

required() {
    step "$@" || {
        fail "$1"
        exit 1
    }
}

# Servers that are up already are used and left alone. Ours live in a folder of this checkout's, so that runs in two
# checkouts do not stop each other's, and what a killed run left behind is found and ended by the next.
services_up() {
    local variables
    if ! variables=$(eng/services.sh env 2>/dev/null); then
        export PARACLE_SERVICES_DIR=${PARACLE_SERVICES_DIR:-${TMPDIR:-/tmp}/paracle-test-$(id -u)-$(cksum <<<"$PWD" | cut -d ' ' -f 1)}
        services_started=true
        variables=$(eng/services.sh up) || return 1
    fi
    eval "$variables"
}

# The build already enforces formatting, naming and code style, and runs all analyzers, so a full `dotnet format` would mostly
# repeat it. What a build does not see: line ends and encoding, the order of usings, usings that nothing needs.
check_format() {
    local whitespace=(dotnet format whitespace --folder . --exclude artifacts)
    local usings=(dotnet format style Paracle.sln --no-restore --severity info --diagnostics IDE0005)
    "${whitespace[@]}" --verify-no-changes && "${usings[@]}" --verify-no-changes && return
    echo "To mend it: ${whitespace[*]} && ${usings[*]}"
    return 1
}

# The tests of the packages install what lies here, so nothing of an earlier pack may.
pack() {
    rm -rf artifacts/package
    dotnet pack Paracle.sln -c "$configuration" --no-build -v quiet -p:WarnOnPackingNonPackableProject=false
}

# Each project's own executable, one after the other, so that none competes with another for cores and servers. The counts come
# from its report, not from what it prints; a project without a report, or without one test that ran, has failed.
run_tests() {
    local project failed_before=$failed
    rm -rf "$results"
    mkdir -p "$results"
    for project in tests/*.Tests; do
        run_project "${project##*/}"
    done
    ((failed == failed_before))
}

run_project() {
    local name=$1 started=$SECONDS status=0 counts p=0 f=0 s=0
    local program=artifacts/bin/$name/${configuration,,}/$name report=$results/$name.xml log=$results/$name.log
    local options=(--results-directory "$results" --report-xunit-xml --report-xunit-xml-filename "$name.xml"
        --no-ansi --progress off --show-stdout failed --show-stderr failed --zero-tests-policy strict
        --long-running 30 --xunit-diagnostics on) # names the test that hangs
    if $quick; then options+=(--filter-not-trait Category=Slow); fi

    timeout --foreground --kill-after=10 "$project_limit" "$program" "${options[@]}" >"$log" 2>&1 </dev/null || status=$?
    if $quick && ((status == 8)) && "$program" --list-tests >/dev/null 2>&1; then
        echo "$name: none but slow tests"
        return
    fi
    if counts=$(grep -o -m 1 '<assembly [^>]*>' "$report" 2>/dev/null); then
        p=$(count passed "$counts") s=$(count skipped "$counts") f=$(($(count failed "$counts") + $(count errors "$counts")))
    fi
    passed=$((passed + p)) skipped=$((skipped + s))
    printf '%s: %d passed, %d failed, %d skipped, %d s\n' "$name" "$p" "$f" "$s" $((SECONDS - started))
    ((status != 0 || f > 0 || p == 0)) || return 0

    ((status == 8)) || cat "$log"
    while read -r test; do failures+=("$test"); done < <(failed_tests "$report")
    case $status in
        0 | 2) fail "$name" $((f > 0 ? f : 1)) ;;
        8) fail "$name executed no test" ;;
        124 | 137) fail "$name did not end within $project_limit s" $((f + 1)) ;;
        *) fail "$name ended with exit code $status" $((f > 0 ? f : 1)) ;;
    esac
}

# By name, at the end of the output as well: what a log keeps of a long run is often its end.
failed_tests() { grep -o '<test [^>]* result="Fail"' "$1" 2>/dev/null | sed -E 's/.* name="([^"]*)".*/\1/' || true; }

count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$2"; }

required "services" services_up
required "restore" dotnet restore Paracle.sln -v quiet
required "build ($configuration)" dotnet build Paracle.sln -c "$configuration" --no-restore -v quiet
$quick || checked "format" check_format
$quick || checked "pack" pack
step "tests" run_tests || true # each failure is counted where it happens
if $aot; then checked "native code" eng/aot.sh; fi
((failed == 0))
