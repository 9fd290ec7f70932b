#!/usr/bin/env bash
# Asks a running registry for its health, its servers and a sign of life, and says how it went. It understands what the
# script of this name understood in the first registry. Needs curl; with jq, answers are shown in order.
set -u

host=http://localhost:8080
endpoint=all
limit=
verbose=

usage() {
  cat <<TEXT
Usage: $0 [options]
  -h, --host, -u, --url <url>  base URL of the registry (default: $host)
  -e, --endpoint <name>        health, servers, ping or all (default: $endpoint)
  -l, --limit <count>          ask for so many servers at most
  -v, --verbose                show whole answers
      --help                   show this help

Exit code: 0 when all went well, 1 when an endpoint failed, 2 when this was not understood.
TEXT
}

misuse() {
  echo "$1" >&2
  usage >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    -v | --verbose) verbose=yes; shift; continue ;;
    -h | --host | -u | --url | -e | --endpoint | -l | --limit) [ $# -gt 1 ] || misuse "$1 needs a value" ;;
    *) misuse "Unknown option: $1" ;;
  esac
  case $1 in
    -e | --endpoint) endpoint=$2 ;;
    -l | --limit) limit=$2 ;;
    *) host=${2%/} ;;
  esac
  shift 2
done

case $endpoint in
  health | servers | ping | all) ;;
  *) misuse "No endpoint is called $endpoint: health, servers, ping or all" ;;
esac
command -v curl >/dev/null || misuse 'curl is needed, and is not installed'

body=$(mktemp) || exit 2
trap 'rm -f "$body"' EXIT

show() {
  if command -v jq >/dev/null; then jq . "$body" 2>/dev/null || cat "$body"; else cat "$body"; fi
}

# Asks for a path, and fails unless the answer is 2xx and has a text in it.
try() {
  local name=$1 path=$2 expected=$3 status
  echo "$name: $host$path"
  status=$(curl -sS --max-time 30 -o "$body" -w '%{http_code}' "$host$path") || status=000
  echo "  status $status"
  case $status in
    2??)
      if tr -d ' \n' <"$body" | grep -qF "$expected"; then
        echo '  ok'
        return 0
      fi
      echo "  failed: the answer has no $expected"
      ;;
    000) echo '  failed: nobody answers there' ;;
    *) echo '  failed' ;;
  esac
  [ "$status" = 000 ] || show
  return 1
}

try_health() {
  try health /v0/health '"status":"ok"' || return 1
  [ -z "$verbose" ] || show
}

try_servers() {
  try servers "/v0/servers${limit:+?limit=$limit}" '"servers":[' || return 1
  if command -v jq >/dev/null; then
    echo "  servers: $(jq '.servers | length' "$body")"
    jq -r '.servers[].name | "    " + .' "$body"
    echo "  metadata: $(jq -c .metadata "$body")"
  fi
  [ -z "$verbose" ] || show
}

try_ping() {
  try ping /v0/ping '"status":"ok"' || return 1
  [ -z "$verbose" ] || show
}

failed=0
for name in health servers ping; do
  case $endpoint in
    all | "$name") "try_$name" || failed=$((failed + 1)) ;;
  esac
done

if [ $failed -gt 0 ]; then
  echo "$failed failed"
  exit 1
fi
echo 'All is well'
