import { PROXY_SOCKET } from './layout.ts';

/** Sets the limits of what comes after it: file size and memory in KiB, number of processes. */
const LIMIT = 'ulimit -c 0; ulimit -f "$file_kib"; ulimit -d "$memory_kib" 2>/dev/null; ulimit -u "$processes" 2>/dev/null';

const COMMAND = '/bin/bash --noprofile --norc -c "$command" 2>&1';

/** Runs a command within limits and nothing more. Arguments: command, file KiB, memory KiB, processes. */
export const LIMITED_SCRIPT = `
command=$1 file_kib=$2 memory_kib=$3 processes=$4
${LIMIT}
echo ready >&3
exec 3>&-
exec ${COMMAND}
`;

/** Of /etc only what programs need to find libraries, certificates, names and times. */
const ETC = [
  'passwd group nsswitch.conf ld.so.cache ld.so.conf ld.so.conf.d alternatives localtime timezone os-release debian_version',
  'mime.types protocols services fonts maven java* ssl/certs ssl/openssl.cnf ca-certificates',
  'pki/ca-trust pki/tls/certs pki/tls/cert.pem pki/java',
].join(' ');

/**
 * Runs as the first process of new namespaces, as their root: builds a root directory of its own in memory, moves into
 * it, gives up every privilege and runs the command; when the command ends so does this process, and with it
 * everything in its process namespace. Stays alive as the parent, because a first process has to collect orphans.
 * Arguments: way (root or user), user id, working directory, command, port of the package proxy
 * inside (0 for none), node, the relay's program, file KiB, memory KiB, processes, then triples of mounts:
 * kind, source, target.
 */
export const SANDBOX_SCRIPT = `
set -eu
way=$1 user=$2 directory=$3 command=$4 port=$5 node=$6 relay=$7 file_kib=$8 memory_kib=$9; shift 9
processes=$1; shift
# Any directory that every Linux has and nothing of which is shown inside.
root=/sys
command_path=$PATH
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
owned=()
mount -t tmpfs -o mode=755,size=64m,nosuid sandbox "$root"
while [ $# -gt 0 ]; do
  kind=$1 source=$2 target=$root$3; shift 3
  case $kind in
    memory) mkdir -p "$target"; mount -t tmpfs -o "nosuid,nodev,$source" sandbox "$target" ;;
    link) [ -d "\${target%/*}" ] || mkdir -p "\${target%/*}"; ln -s "$source" "$target" ;;
    text) [ -d "\${target%/*}" ] || mkdir -p "\${target%/*}"; printf '%s\\n' "$source" > "$target" ;;
    *)
      if [ -d "$source" ]; then [ -d "$target" ] || mkdir -p "$target"
      elif [ ! -e "$target" ]; then [ -d "\${target%/*}" ] || mkdir -p "\${target%/*}"; : > "$target"; fi
      case $kind in
        read) mount -o bind,ro,nosuid "$source" "$target" ;;
        write) mount -o bind,nosuid,nodev "$source" "$target"; owned+=("\${target#"$root"}") ;;
        device) mount --bind "$source" "$target" ;;
      esac ;;
  esac
done
shopt -s nullglob
cd /etc
cp -dR --parents ${ETC} "$root/etc/" 2>/dev/null || true
mkdir -p "$root/proc" && mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts" 2>/dev/null || true
ip link set lo up
cd "$root"
pivot_root . .
umount -l .
cd /
mount -o remount,bind,ro /
${LIMIT}
if [ "$way" = root ]; then
  # After the move, so that a link can lead it nowhere else.
  chown -hR --from=0:0 "$user:$user" "\${owned[@]}" 2>/dev/null || true
  drop=("$(command -v setpriv)" "--reuid=$user" "--regid=$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all --)
else
  drop=("$(command -v unshare)" --user "--map-user=$user" "--map-group=$user" -- "$(command -v setpriv)" --no-new-privs --)
fi
cd "$directory"
if [ "$port" != 0 ]; then
  coproc PROXY { "\${drop[@]}" "$node" -e "$relay" "$port" 3>&- 2>&1; }
  read -r listening <&"\${PROXY[0]}"
fi
echo ready >&3
exec 3>&-
set +e
PATH=$command_path "\${drop[@]}" ${COMMAND}
exit $?
`;

/** Inside the sandbox: carries connections from a port of its own loopback to the package proxy's socket. */
export const RELAY_PROGRAM = `
const net = require('node:net');
net.createServer((inside) => {
  const outside = net.connect('${PROXY_SOCKET}');
  inside.pipe(outside).pipe(inside);
  const end = () => { inside.destroy(); outside.destroy(); };
  inside.on('error', end); outside.on('error', end);
}).listen(Number(process.argv[1]), '127.0.0.1', () => process.stdout.write('listening\\n'));
`;
