#!/usr/bin/env bash
# Publishes tests/Paracle.AotSmoke as native code and runs it against the simulated model server. A warning of the compiler about our
# code fails, as does a program that does not do its work. Takes a minute or two.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Code of others whose warnings are known, by the beginning of its name, each with the reason why it does no harm.
allowed=(
    # HybridCache's own JSON serializer: ours stands before it and goes by source-generated contracts alone (see docs/cache.md)
    'Microsoft.Extensions.Caching.Hybrid.Internal.DefaultJsonSerializerFactory.'
)

fail() {
    echo "aot: $*" >&2
    exit 1
}

find_linker() { command -v clang || command -v gcc; }
find_linker >/dev/null || eng/install.sh clang
find_linker >/dev/null || fail "still no linker after the installation"

case $(uname -m) in
    x86_64) runtime=linux-x64 ;;
    aarch64) runtime=linux-arm64 ;;
    *) fail "the .NET SDK has no native compiler for $(uname -m)" ;;
esac

work=$(mktemp -d)
server=
finish() {
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

dotnet build tests/Paracle.ModelServer -c Release -v quiet
rm -rf "artifacts/obj/Paracle.AotSmoke/release_$runtime/native" # what is up to date is not compiled again, and then does not warn
dotnet publish tests/Paracle.AotSmoke -c Release -r "$runtime" -p:ParacleAot=true -o "$work/publish" -v quiet >"$work/log" 2>&1 || {
    cat "$work/log"
    fail "the publication failed"
}
[[ -x $work/publish/Paracle.AotSmoke && ! -e $work/publish/Paracle.AotSmoke.dll ]] || fail "the publication left no native program"

grep -E ' warning IL[0-9]+: ' "$work/log" | sort -u >"$work/warnings" || true
for name in "${allowed[@]}"; do
    grep -qF ": $name" "$work/warnings" || fail "'$name' warns no longer: take it off the list in eng/aot.sh"
    grep -vF ": $name" "$work/warnings" >"$work/rest" || true
    mv "$work/rest" "$work/warnings"
done
if [[ -s $work/warnings ]]; then
    cat "$work/warnings"
    fail "the native compiler warns"
fi

artifacts/bin/Paracle.ModelServer/release/Paracle.ModelServer >"$work/server" &
server=$!
until address=$(grep -oE 'http://[0-9.:]+' "$work/server"); do
    kill -0 "$server" 2>/dev/null || fail "the model server does not start"
    sleep 0.1
done
timeout 60 "$work/publish/Paracle.AotSmoke" "$address/v1"
