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
  '/etc/{passwd,group,nsswitch.conf,ld.so.cache,ld.so.conf,ld.so.conf.d,alternatives,localtime,timezone,os-release,debian_version}',
  '/etc/{mime.types,protocols,services,fonts,maven,ssl/certs,ssl/openssl.cnf,ca-certificates} /etc/java*',
  '/etc/pki/{ca-trust,tls/certs,tls/cert.pem,java}',
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
owned=() targets=() directories=() files=() table= links=() links_in=
mount -t tmpfs -o mode=755,size=64m,nosuid sandbox "$root"
# A field of a table of mounts, see fstab(5).
field() { f=\${1//\\\\/\\\\134} f=\${f// /\\\\040} f=\${f//$'\\t'/\\\\011} f=\${f//$'\\n'/\\\\012}; }
gather() { field "$1"; source_field=$f; field "$target"; table+="$source_field $f $2 $3 0 0"$'\\n'; targets+=("$target"); }
# Makes the gathered links of one directory, each by the name of what it leads to.
make_links() {
  [ \${#links[@]} = 0 ] || ln -s "\${links[@]}" "$links_in/"
  links=()
}
# Mounts what was gathered, by one process for all of it: a process for each would cost more than most commands do.
settle() {
  make_links
  [ \${#directories[@]} = 0 ] || mkdir -p "\${directories[@]}"
  for file in "\${files[@]}"; do : > "$file"; done
  printf %s "$table" > "$root/table"
  mount --all --fstab "$root/table"
  targets=() directories=() files=() table=
}
shopt -s nullglob
etc=()
for place in ${ETC}; do [ ! -e "$place" ] || etc+=(read "$place" "$place"); done
set -- "\${etc[@]}" "$@"
while [ $# -gt 0 ]; do
  kind=$1 source=$2 target=$root$3; shift 3
  for other in "\${targets[@]}"; do case $target in "$other"/*) settle; break ;; esac; done
  case $kind in
    link | text)
      [ -d "\${target%/*}" ] || mkdir -p "\${target%/*}"
      if [ $kind = text ]; then printf '%s\\n' "$source" > "$target"
      elif [ "\${source##*/}" != "\${target##*/}" ]; then ln -s "$source" "$target"
      else
        [ "$links_in" = "\${target%/*}" ] || make_links
        links_in=\${target%/*} links+=("$source")
      fi
      continue ;;
    memory) directories+=("$target"); gather sandbox tmpfs "nosuid,nodev,$source"; continue ;;
  esac
  if [ -d "$source" ]; then directories+=("$target")
  elif [ ! -e "$target" ]; then directories+=("\${target%/*}"); files+=("$target"); fi
  case $kind in
    read) gather "$source" none bind,ro,nosuid ;;
    write) gather "$source" none bind,nosuid,nodev; owned+=("\${target#"$root"}") ;;
    device) gather "$source" none bind ;;
  esac
done
target=$root/proc directories+=("$target")
gather proc proc nosuid,nodev,noexec,hidepid=2
settle
rm "$root/table"
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
