#!/usr/bin/env bash
# A throwaway object store with Object Lock: one Ceph monitor, one OSD in memory, one RGW, all on 127.0.0.1.
#
#   run.sh <S3 port> <monitor port v1> <monitor port v2>
#
# Prints NAME=VALUE lines and then "ready" on standard output, and serves until its standard input ends, so
# that it goes with the process that started it, however that one ends. Everything lives in one temporary
# directory, which is removed. Needs Debian's packages radosgw, ceph-mon and ceph-osd.
set -euo pipefail
s3_port=$1 mon_v1=$2 mon_v2=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/chirograph-rgw.XXXXXX")
daemons=()
stop() {
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do
    kill "${daemons[i]}" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "${daemons[i]}" 2>/dev/null || break; sleep 0.1; done
    kill -9 "${daemons[i]}" 2>/dev/null || true
  done
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' INT TERM
mkdir -p "$dir"/mon "$dir"/osd/0 "$dir"/run "$dir"/log
classes=$(ls -d /usr/lib/*/rados-classes /usr/lib64/rados-classes 2>/dev/null | head -1 || true)
fsid=$(cat /proc/sys/kernel/random/uuid)

cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon initial members = a
mon host = [v2:127.0.0.1:$mon_v2,v1:127.0.0.1:$mon_v1]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
ms bind ipv6 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = $dir/keyring
paxos propose interval = 0.05
paxos min wait = 0.01
run dir = $dir/run
pid file = $dir/run/\$name.pid
admin socket = $dir/run/\$name.\$pid.asok
log file = $dir/log/\$name.log
crash dir = $dir/run
log to stderr = false
mon cluster log to stderr = false
mon cluster log file = $dir/log/cluster.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 2
mon osd min up ratio = 0
mon osd full ratio = .99
mon osd backfillfull ratio = .985
mon osd nearfull ratio = .98
osd failsafe full ratio = .99
[mon]
mon data = $dir/mon/\$id
[osd]
osd data = $dir/osd/\$id
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
osd class dir = $classes
osd class load list = *
osd class default list = *
[client]
rgw frontends = beast endpoint=127.0.0.1:$s3_port tcp_nodelay=1
rgw enable apis = s3, admin
rgw dns name = localhost
rgw thread pool size = 32
rgw enable usage log = false
rgw enable ops log = true
rgw ops log rados = false
rgw ops log file path = $dir/log/ops.log
CONF

conf=(-c "$dir/ceph.conf")
keys="$dir/keyring"
{
  ceph-authtool -C "$keys" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$keys" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  ceph-authtool "$keys" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  ceph-authtool "$keys" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
  monmaptool --create --clobber --fsid "$fsid" \
    --addv a "[v2:127.0.0.1:$mon_v2,v1:127.0.0.1:$mon_v1]" "$dir/monmap"
  ceph-mon "${conf[@]}" -i a --mkfs --monmap "$dir/monmap" --keyring "$keys"
} > "$dir/log/setup.out" 2>&1 || { cat "$dir/log/setup.out" >&2; exit 1; }

# Runs one daemon in the foreground of a background job and remembers its process id.
serve() { local name=$1; shift; "$@" "${conf[@]}" -f < /dev/null > "$dir/log/$name.out" 2>&1 & daemons+=($!); }
# Waits until a command succeeds, for half a minute at most.
await() {
  local end=$((SECONDS + 30))
  while ((SECONDS < end)); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done
  echo "gave up waiting for: $*" >&2; tail -n 20 "$dir"/log/*.out >&2; exit 1
}

serve mon ceph-mon -i a
await ceph --connect-timeout 2 "${conf[@]}" mon stat
osd_id=$(cat /proc/sys/kernel/random/uuid)
timeout 20 ceph "${conf[@]}" osd new "$osd_id" 0 > /dev/null
ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$osd_id" > "$dir/log/mkfs.out" 2>&1
serve osd ceph-osd -i 0
osd_up() { timeout 5 ceph "${conf[@]}" osd stat 2>/dev/null | grep -q '1 up'; }
await osd_up

random() { head -c 48 /dev/urandom | base64 -w0 | tr -d '/+=' | head -c "$1"; }
# The administrator owns the buckets; the others get what a bucket's policy gives them.
for user in ADMIN WRITER AUDITOR RETENTION; do
  access=$(random 20) secret=$(random 40)
  timeout 30 radosgw-admin "${conf[@]}" -n client.admin user create --uid="${user,,}" --display-name="${user,,}" \
    --access-key="$access" --secret-key="$secret" > /dev/null 2>> "$dir/log/admin.out"
  printf '%s_ACCESS=%s\n%s_SECRET=%s\n' "$user" "$access" "$user" "$secret"
done
serve rgw radosgw -n client.rgw
printf 'CONF=%s/ceph.conf\nOPS_LOG=%s/log/ops.log\n' "$dir" "$dir"
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$s3_port") 2> /dev/null; }
await answers
echo ready
cat > /dev/null
