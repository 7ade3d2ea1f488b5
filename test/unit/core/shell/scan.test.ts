import assert from 'node:assert/strict';
import { scanShell } from '../../../../src/core/shell/scan.ts';
import { EXPANSION, type ShellScript, type ShellWord } from '../../../../src/core/shell/script.ts';
import type { Span } from '../../../../src/core/text.ts';
import { describeCommand, describeEffects, describeVariables } from './describe.ts';

describe('the text of a shell', () => {
  check('apk add --no-cache curl', ['apk add --no-cache curl']);
  check(
    'apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*',
    [
      'apt-get update',
      'apt-get install -y --no-install-recommends gcc libc6-dev',
      'rm -rf /var/lib/apt/lists/*',
    ],
  );
  check('set -eux; curl -fsSL https://example.com/x.tar.gz | tar -xz -C /usr/local', [
    'set -eux',
    'curl -fsSL https://example.com/x.tar.gz',
    'tar -xz -C /usr/local',
  ]);
  check(
    'GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app ./cmd/app',
    ['GOOS=· GOARCH=· go build -o /out/app ./cmd/app'],
    'TARGETOS TARGETARCH',
    'GOOS GOARCH',
  );
  check(
    'CGO_ENABLED=0 GOARM=${TARGETVARIANT#v} go build -ldflags "-s -w -X main.version=${VERSION:-dev}" .',
    ['CGO_ENABLED=0 GOARM=· go build -ldflags -s -w -X main.version=· .'],
    'TARGETVARIANT# "VERSION:-',
    'CGO_ENABLED GOARM',
  );
  check(
    'export GOARCH=arm64 CC=aarch64-linux-gnu-gcc; go build .',
    [
      'GOARCH=arm64 CC=aarch64-linux-gnu-gcc export GOARCH=arm64 CC=aarch64-linux-gnu-gcc',
      'go build .',
    ],
    '',
    'GOARCH CC',
  );
  check(
    'env GOARCH=amd64 CGO_ENABLED=0 go build',
    ['GOARCH=amd64 CGO_ENABLED=0 [env] go build'],
    '',
    'GOARCH CGO_ENABLED',
  );
  check('env -i -u HOME PATH=/bin sh', ['PATH=/bin [env -i -u HOME] sh'], '', 'PATH');
  check('env', ['env']);
  check('sudo -E -u nobody make -j4', ['[sudo -E -u nobody] make -j4']);
  check('exec "$@"', ['[exec] ·']);
  check('exec > /tmp/log 2>&1', ['exec >/tmp/log >&1']);
  check('time -p make', ['[time -p] make']);
  check('nice -n 19 ionice -c 3 cargo build', ['[nice -n 19 ionice -c 3] cargo build']);
  check('timeout -k 5 30s curl example.com', ['[timeout -k 5 30s] curl example.com']);
  check('command -v go', ['command -v go']);
  check('command curl example.com', ['[command] curl example.com']);
  check('nohup ./server &', ['[nohup] ./server']);
  check('gosu app ./run --fast', ['[gosu app] ./run --fast']);
  check('/usr/local/go/bin/go version', ['/usr/local/go/bin/go version']);
  check('xx-go build && xx-verify /out/app', ['xx-go build', 'xx-verify /out/app']);
  check('"$CC" -o a a.c', ['· -o a a.c'], '"CC');
  check('\\curl x', ['curl x']);
  check('FOO=bar', ['FOO=bar'], '', 'FOO');
  check('FOO=', ['FOO='], '', 'FOO');
  check('FOO="a b" BAR=\'c d\'', ['FOO=a b BAR=c d'], '', 'FOO BAR');
  check('A=$(uname -m)', ['uname -m ← =', 'A=·'], '', 'A');
  check(
    'A="$(uname -m | sed \'s/x86_64/amd64/\')" && echo $A',
    ['uname -m ← =', 'sed s/x86_64/amd64/ ← =', 'A=·', 'echo ·'],
    'A',
    'A',
  );
  check('A=`dpkg --print-architecture`', ['dpkg --print-architecture ← =', 'A=·'], '', 'A');
  check('echo `echo \\`uname\\` x`', ['echo `uname` x ← echo', 'echo ·']);
  check('echo "$(cat "$(ls -1 | head)")"', ['ls -1 ← cat', 'head ← cat', 'cat · ← echo', 'echo ·']);
  check('diff <(sort a) <(sort b)', ['sort a ← diff', 'sort b ← diff', 'diff · ·']);
  check(
    'case $(uname -m) in x86_64) A=amd64;; aarch64|arm64) A=arm64;; *) exit 1;; esac; curl $A',
    [
      'uname -m',
      'A=amd64 ? case: · in x86_64',
      'A=arm64 ? case: · in aarch64|arm64',
      'exit 1 ? case: · in *',
      'curl ·',
    ],
    'A',
    'A',
  );
  check(
    'case "$TARGETARCH" in (amd64) echo a;; ("arm64") echo b; esac',
    ['echo a ? case: · in amd64', 'echo b ? case: · in arm64'],
    '"TARGETARCH',
  );
  check(
    'case "$TARGETPLATFORM" in "linux/amd64") T=x86_64-unknown-linux-musl ;; "linux/arm64") T=aarch64-unknown-linux-musl ;; esac && rustup target add "$T"',
    [
      'T=x86_64-unknown-linux-musl ? case: · in linux/amd64',
      'T=aarch64-unknown-linux-musl ? case: · in linux/arm64',
      'rustup target add ·',
    ],
    '"TARGETPLATFORM "T',
    'T',
  );
  check('case x in esac; a', ['a']);
  check(
    'case $A in a) b ;& c) d ;;& e) f ;; esac',
    ['b ? case: · in a', 'd ? case: · in ↓c', 'f ? case: · in e'],
    'A',
  );
  check(
    'if [ "$TARGETARCH" = "amd64" ]; then curl a; elif [ "$TARGETARCH" = arm64 ]; then curl b; else exit 1; fi; curl c',
    [
      '[ · = amd64 ]',
      'curl a ? if: [ · = amd64 ]',
      '[ · = arm64 ] ? !if: [ · = amd64 ]',
      'curl b ? if: [ · = arm64 ] ? !if: [ · = amd64 ]',
      'exit 1 ? !if: [ · = arm64 ] ? !if: [ · = amd64 ]',
      'curl c',
    ],
    '"TARGETARCH "TARGETARCH',
  );
  check('if uname -m | grep -q arm; then a; fi', [
    'uname -m',
    'grep -q arm',
    'a ? if: uname -m grep -q arm',
  ]);
  check('if test -n "$X"; then a; fi && b', ['test -n ·', 'a ? if: test -n ·', 'b'], '"X');
  check(
    'if [ "$TARGETARCH" != "amd64" ]; then exit 0; fi; curl amd64',
    ['[ · != amd64 ]', 'exit 0 ? if: [ · != amd64 ]', 'curl amd64 ? !guard: [ · != amd64 ]'],
    '"TARGETARCH',
  );
  check('if ! command -v curl; then apk add curl; fi', [
    'command -v curl',
    'apk add curl ? if: command -v curl',
  ]);
  check(
    '[ "$TARGETARCH" = arm64 ] && curl a || curl b',
    ['[ · = arm64 ]', 'curl a ? and: [ · = arm64 ]', 'curl b ? and: [ · = arm64 ]'],
    '"TARGETARCH',
  );
  check(
    '[ "$TARGETARCH" = amd64 ] || exit 0; curl c',
    ['[ · = amd64 ]', 'exit 0 ? !or: [ · = amd64 ]', 'curl c ? guard: [ · = amd64 ]'],
    '"TARGETARCH',
  );
  check('[ -f a ] && { b; c; }; d', ['[ -f a ]', 'b ? and: [ -f a ]', 'c ? and: [ -f a ]', 'd']);
  check(
    '[[ $TARGETARCH == arm* && -z ${X:-} ]] && a',
    ['[[ · == arm* -z · ]]', 'a ? and: [[ · == arm* -z · ]]'],
    'TARGETARCH X:-',
  );
  check(
    '[[ "$A" =~ ^(x86_64|amd64)$ ]] || a',
    ['[[ · =~ ^ x86_64 amd64 $ ]]', 'a ? !or: [[ · =~ ^ x86_64 amd64 $ ]]'],
    '"A',
  );
  check('test "$(arch)" = x86_64 && a', [
    'arch ← test',
    'test · = x86_64',
    'a ? and: arch test · = x86_64',
  ]);
  check('! grep -q x /etc/os-release && a', [
    'grep -q x /etc/os-release',
    'a ? and: grep -q x /etc/os-release',
  ]);
  check('for a in amd64 arm64; do curl "$a"; done', ['curl · ? for: amd64 arm64'], '"a', 'a');
  check('for a in "$@"; do b; done; c', ['b ? for: ·', 'c'], '', 'a');
  check('for f; do a; done', ['a ? for: '], '', 'f');
  check('for ((i=0; i<n; i++)); do a $i; done', ['a · ? for: ·'], 'i i n i i');
  check(
    'while read -r line; do echo "$line"; done < /tmp/x',
    ['read -r line', 'echo · ? while: read -r line'],
    '"line',
    'line',
  );
  check('until curl -f localhost; do sleep 1; done', [
    'curl -f localhost',
    'sleep 1 ? !while: curl -f localhost',
  ]);
  check('f() { local x=$1; curl "$x"; }; f a', ['x=· local x=·', 'curl ·', 'f a'], '"x', 'x');
  check('function g { a; }; g', ['a', 'g']);
  check('f () ( a )', ['a']);
  check('(cd /src && make) || true', ['cd /src', 'make', 'true']);
  check('{ a; b; } > /tmp/x 2>&1', ['a', 'b']);
  check('a | b | c &', ['a', 'b', 'c']);
  check('a;b&&c||d', ['a', 'b', 'c', 'd']);
  check('a >/dev/null 2>&1 </dev/null', ['a >/dev/null >&1 </dev/null']);
  check('a 2>>log &>all >|force', ['a >>log &>all >|force']);
  check(
    'cat <<EOF > /etc/x\narch=$TARGETARCH $(uname -m)\nEOF\na',
    ['cat <<‹arch=· ·⏎› >/etc/x', 'uname -m ← cat', 'a'],
    '<TARGETARCH',
  );
  check("cat <<'EOF'\narch=$TARGETARCH\nEOF\na", ['cat <<‹arch=$TARGETARCH⏎›', 'a']);
  check('cat <<-EOF\n\tx $Y\n\tEOF\na', ['cat <<-‹\tx ·⏎›', 'a'], '<Y');
  check('cat <<A <<"B"\n$X\nA\n$Y\nB\na', ['cat <<‹·⏎› <<‹$Y⏎›', 'a'], '<X');
  check('cat <<EOF\nnever closed $X', ['cat <<‹never closed ·›'], '<X');
  check(
    "bash <<'EOF'\nA=1\ncurl $A $TARGETARCH\nEOF\na",
    ['bash <<EOF', 'A=1 ← bash', 'curl · · ← bash', 'a'],
    'A TARGETARCH',
    'A',
  );
  check('sh -s -- x <<EOF\na $1\nEOF', ['sh -s -- x <<EOF', 'a · ← sh']);
  check('bash -euo pipefail <<EOF\na\nEOF', ['bash -euo pipefail <<EOF', 'a ← bash']);
  check('bash - <<EOF\na\nEOF', ['bash - <<EOF', 'a ← bash']);
  check('bash --norc +e <<EOF\na\nEOF', ['bash --norc +e <<EOF', 'a ← bash']);
  check('sh -xs a <<EOF\nb\nEOF', ['sh -xs a <<EOF', 'b ← sh']);
  check('sh - x <<EOF\na\nEOF', ['sh - x <<‹a⏎›']);
  check("sh -c 'a' <<EOF\nb\nEOF", ['a ← sh', 'sh -c a <<‹b⏎›']);
  check('bash ./build.sh <<EOF\ninput\nEOF', ['bash ./build.sh <<‹input⏎›']);
  check('cat <<< "$X" a', ['cat a <<<·'], '"X');
  check(
    "sh -c 'echo $TARGETARCH && make'",
    ['echo · ← sh', 'make ← sh', 'sh -c echo $TARGETARCH && make'],
    'TARGETARCH',
  );
  check(
    'bash -euxo pipefail -c "echo $TARGETARCH"',
    ['echo · ← bash', 'bash -euxo pipefail -c echo ·'],
    '"TARGETARCH',
  );
  check('bash -c "$SCRIPT"', ['· ← bash', 'bash -c ·'], '"SCRIPT');
  check('sh ./install.sh -c x', ['sh ./install.sh -c x']);
  check("su-exec app sh -c 'a; b'", ['a ← sh', 'b ← sh', '[su-exec app] sh -c a; b']);
  check(
    'echo \'single $NOT\' "double $YES" un$quoted \\$escaped "\\$escaped" $\'\\\'$NOT\' $"$YES"',
    ["echo single $NOT double · un· $escaped $escaped '$NOT ·"],
    '"YES quoted "YES',
  );
  check('echo a\\ b "c\\"d" \'e\'\\\'\'f\' g""h', ['echo a b c"d e\'f gh']);
  check(
    'echo ${A} ${A:-b} ${A:=b} ${A:+c} ${A:?no} ${A#v} ${A##*/} ${A%.*} ${A/x/y} ${A//x/y} ${A:0:2} ${#A} ${!A} ${A^^} ${A[0]} ${A[@]}',
    ['echo · · · · · · · · · · · · · · · ·'],
    'A A:- A:= A:+ A:? A# A## A% A/ A// A: A# A! A^^ A A',
    'A',
  );
  check(
    'echo ${A:-${B:-$C}} "${D:-"$E"}" ${F:-\'$G\'} "${H:-\'$I\'}"',
    ['echo · · · ·'],
    'C B:- A:- "E "D:- F:- "I "H:-',
  );
  check('echo $1 $@ $# $? $$ $! "$*" ${10} $0', ['echo · · · · · · · · ·']);
  check('echo $((A + $B * 0x1F)) $(( (C+1)*2 ))', ['echo · ·'], 'A B C');
  check('echo $A_$B ${A}_$B $A-$B', ['echo ·· ·_· ·-·'], 'A_ B A B A B');
  check('echo a # comment $X ; b', ['echo a']);
  check('echo a#b "#" \'#c\'', ['echo a#b # #c']);
  check('echo {a,b} *.c ~ [x]', ['echo {a,b} *.c ~ [x]']);
  check(': "${A:=1}" ${B=2}; echo $A', [': · ·', 'echo ·'], '"A:= B= A', 'A B');
  check('read -r A B <<< "$X"; echo $C', ['read -r A B <<<·', 'echo ·'], '"X C', 'A B');
  check(
    'getopts ab: opt; printf -v C %s x; mapfile -t lines',
    ['getopts ab: opt', 'printf -v C %s x', 'mapfile -t lines'],
    '',
    'opt C lines',
  );
  check(
    'export A; readonly B=1; declare -x C=2; unset D',
    ['export A', 'B=1 readonly B=1', 'C=2 declare -x C=2', 'unset D'],
    '',
    'A B C',
  );
  check(
    '. /etc/os-release && echo $VERSION_ID',
    ['. /etc/os-release', 'echo ·'],
    'VERSION_ID',
    '+ more',
  );
  check(
    'eval "$(xx-info env)"; echo $X',
    ['xx-info env ← eval', 'eval ·', 'echo ·'],
    'X',
    '+ more',
  );
  check('arr=(a $b "c d"); echo "${arr[@]}"', ['arr=a · c d', 'echo ·'], 'b "arr', 'arr');
  check('A[0]=x B+=y', ['A=x B=y'], '', 'A B');
  check('echo a \\\n  b', ['echo a b']);
  check('a\nb\n\nc', ['a', 'b', 'c']);
  check('a=b c=d', ['a=b c=d'], '', 'a c');
  check('if a', ['a']);
  check('$(a', ['a ← =', '·']);
  check('"open $X', ['open ·'], '"X');
  check("'open $X", ['open $X']);
  check('${open', ['·'], 'open');
  check('fi; done; a', ['a']);
  check(') a', ['a']);
  check('a )', ['a']);
  check('&& a', ['a']);
  check('; ; a', ['a']);
  check('if true; then a; fi; case x in x) b;; esac; while true; do break; done; { c; }', [
    'true',
    'a ? if: true',
    'b ? case: x in x',
    'true',
    'break ? while: true',
    'c',
  ]);
  check('echo if then else fi', ['echo if then else fi']);
  check('ls | while read x; do rm $x; done', ['ls', 'read x', 'rm · ? while: read x'], 'x', 'x');
  check('a && if b; then c; fi && d', ['a', 'b', 'c ? if: b', 'd']);
  check(
    'make CC="$CC" ARCH=amd64 -j"$(nproc)"',
    ['nproc ← make', 'make CC=· ARCH=amd64 -j·'],
    '"CC',
  );
  check("find . -name '*.so' -exec file {} \\; | grep -v 'x86-64'", [
    'find . -name *.so -exec file {} ;',
    'grep -v x86-64',
  ]);
  check("awk '{print $1}' f | xargs -n1 curl", ['awk {print $1} f', 'xargs -n1 curl']);
  check('echo "a\nb" c', ['echo a⏎b c']);
  check('sh -c "a b; c"', ['a b ← sh', 'c ← sh', 'sh -c a b; c']);
  check("bash -euxo pipefail -c 'a' 'b'", ['a ← bash', 'bash -euxo pipefail -c a b']);
  check("bash -o errexit +x -c 'a'", ['a ← bash', 'bash -o errexit +x -c a']);
  check("bash -ce 'a'", ['a ← bash', 'bash -ce a']);
  check("sh -c -x 'a' b", ['a ← sh', 'sh -c -x a b']);
  check("sh -cx -- 'a'", ['a ← sh', 'sh -cx -- a']);
  check("bash -ceo pipefail 'a'", ['a ← bash', 'bash -ceo pipefail a']);
  check("bash -O extglob --norc -c 'a'", ['a ← bash', 'bash -O extglob --norc -c a']);
  check("bash --rcfile b -c 'a'", ['a ← bash', 'bash --rcfile b -c a']);
  check("bash --init-file b -c 'a'", ['a ← bash', 'bash --init-file b -c a']);
  check("bash -C 'a'", ['bash -C a']);
  check("bash +c 'a'", ['bash +c a']);
  check("sh -- -c 'a'", ['sh -- -c a']);
  check("sh - -c 'a'", ['sh - -c a']);
  check("sh a -c 'b'", ['sh a -c b']);
  check('sh -c', ['sh -c']);
  check("sh -x 'a'", ['sh -x a']);
  check('sh -c a"b"', ['sh -c ab']);
  check('sh -c \'a\'"b"', ['sh -c ab']);
  check("tool -c 'a'", ['tool -c a']);
  check('typeset A=1; source x', ['A=1 typeset A=1', 'source x'], '', 'A + more');
  check('local A', ['local A'], '', 'A');
  check('readarray -t A; read -r B', ['readarray -t A', 'read -r B'], '', 'A B');
  check('printf x; printf -v', ['printf x', 'printf -v']);
  check('a\tb\t;c', ['a b', 'c']);
  check('a\r\nb\r\n', ['a', 'b']);
  check('a>b<c', ['a >b <c']);
  check('iffy; functional; [x', ['iffy', 'functional', '[x']);
  check('cat <<E\na $B\nE\nc', ['cat <<‹a ·⏎›', 'c'], '<B');
  check("cat <<-'E'\na $B\n\tE\nc", ['cat <<-‹a $B⏎›', 'c']);
  check('cat <<E\na\n\tE\nE\nb', ['cat <<‹a⏎\tE⏎›', 'b']);
  check('cat <<E\r\na\r\nE\r\nb', ['cat <<‹a\r⏎›', 'b']);
  check('cat <<E\na\nEE\n E\nE', ['cat <<‹a⏎EE⏎ E⏎›']);
  check('`a`b', ['a ← =', '·b']);
  check('echo `a & b; c` d', ['a ← echo', 'b ← echo', 'c ← echo', 'echo · d']);
  // A backtick ends what is open behind another one.
  check('echo `a # b` c', ['a ← echo', 'echo · c']);
  check('echo `a "b` c', ['a b ← echo', 'echo · c']);
  check('echo `a ${B` c', ['a · ← echo', 'echo · c'], 'B');
  check('echo `a $((B` c', ['a · ← echo', 'echo · c'], 'B');
  check('echo "`a "$B"`" c', ['a · ← echo', 'echo · c'], '"B');
  check('echo # `a`\nb', ['echo', 'b']);
  check('echo "a\\`b\\c" d', ['echo a`b\\c d']);
  check('echo ${A:-"b`c`"} d', ['c ← echo', 'echo · d'], 'A:-');
  check('echo `a` `b` c', ['a ← echo', 'b ← echo', 'echo · · c']);
  check('echo `if a; then b; fi` c', ['a ← echo', 'b ← echo ? if: a', 'echo · c']);
  check('if"a" b', ['ifa b']);
  check('(a); b ) c', ['a', 'b', 'c']);
  check('(if a; then b); c', ['a', 'b ? if: a', 'c']);
  check('x; test a && b', ['x', 'test a', 'b ? and: test a']);
  check('tee >(a) b', ['a ← tee', 'tee · b']);
  check('echo $((A-B/C)) $((1-D?E:F)) $((0x1F-G))', ['echo · · ·'], 'A B C D E F G');
  check('echo $(( (A+1)*2 )) b', ['echo · b'], 'A');
  check('echo $((`a`-$(b))) c', ['a ← echo', 'b ← echo', 'echo · c']);
  check('echo ${A:-"}"} b', ['echo · b'], 'A:-');
  check('echo "a$" b', ['echo a$ b']);
  check('/usr/bin/env A=b go', ['A=b [/usr/bin/env] go'], '', 'A');
  check('sudo --user a make', ['[sudo --user a] make']);
  check('sudo -- -u make', ['[sudo --] -u make']);
  check('setsid -w make', ['[setsid -w] make']);
  check('rm -r !(amd64|arm64) c', ['rm -r !amd64|arm64 c']);
  check('echo ${A:-\\}} b', ['echo · b'], 'A:-');
  check('echo "$\'a\'" "$(b)"', ['b ← echo', "echo $'a' ·"]);
  check('a |& b &> c', ['a', 'b &>c']);
  check('! a && b', ['a', 'b']);
  check('env -- A=b go', ['A=b [env --] go'], '', 'A');
  check('sudo -u x -- make', ['[sudo -u x --] make']);
  check('env - A=b sh', ['A=b [env -] sh'], '', 'A');
  check('command -V go; command -p go', ['command -V go', '[command -p] go']);
  check('nice -v go', ['[nice -v] go']);
  check('nice -n', ['nice -n']);
  check('sudo -', ['[sudo] -']);
  check('sudo A=b make', ['A=b [sudo] make'], '', 'A');
  check('nice A=b', ['[nice] A=b']);
  check('if a; then exit 1; fi; b', ['a', 'exit 1 ? if: a', 'b ? !guard: a']);
  check('if a; then return; fi; b', ['a', 'return ? if: a', 'b ? !guard: a']);
  check('if a; then exit 1; b; fi; c', ['a', 'exit 1 ? if: a', 'b ? if: a', 'c']);
  check('a || return; b', ['a', 'return', 'b']);
  check('test a || return; b', ['test a', 'return ? !or: test a', 'b ? guard: test a']);
  check('!a', ['!a']);
  check('function f { a; }; b', ['a', 'b']);
  check('f () { a; }; b', ['a', 'b']);
});

describe('what may not run', () => {
  /** The commands of each stretch. */
  const rows: readonly (readonly [text: string, loose: readonly string[]])[] = [
    ['a; b', []],
    ['echo x && b', []],
    ['printf x && set -e && b', []],
    ['a && b; c', ['b']],
    ['a && b && c; d', ['b c']],
    ['a || b', ['b']],
    ['echo x || b', ['b']],
    ['! echo x && b', ['b']],
    ['a | b; c', ['a b']],
    ['a |& b; c', ['a b']],
    ['a &', ['a']],
    ['a & b', ['a']],
    ['a && b & c', ['b', 'a b']],
    ['(a; b); c', ['a b']],
    ['{ a; b; }; c', []],
    ['f() { a; b; }; c', ['a b']],
    ['function f { a; }; c', ['a']],
    ['if a; then b; fi', []],
    ['a && ', []],
    ['| a', []],
  ];
  for (const [text, expected] of rows) {
    it(JSON.stringify(text), () => {
      const { commands, loose } = scanShell({ text, pieces: [{ at: 0, source: 0 }] });
      const names = commands.map(({ name }) => name ?? '·');
      assert.deepEqual(
        loose.map(([first, end]) => names.slice(first, end).join(' ')),
        expected,
      );
    });
  }
});

/** See describe.ts for how commands, variables and the names that a script sets are written. */
function check(text: string, commands: readonly string[], variables = '', sets = ''): void {
  it(JSON.stringify(text), () => {
    const script = scanShell({ text, pieces: [{ at: 0, source: 0 }] });
    assert.deepEqual(script.commands.map(describeCommand), commands);
    assert.equal(describeVariables(script), variables);
    assert.equal(describeEffects(script), sets);
    assertPlaces(script, text);
  });
}

/** Whatever the script is: spans cut out what was read, and a word is literal if nothing in it is expanded. */
function assertPlaces(script: ShellScript, text: string): void {
  const cut = ({ start, end }: Span) => text.slice(start, end);
  const assertWord = (word: ShellWord) => {
    assert.equal(word.literal, word.value.includes(EXPANSION) ? undefined : word.value);
    assert.equal(cut(word.span), word.text);
  };
  for (const { words, wrappers, assignments, redirections, span } of script.commands) {
    for (const word of [...words, ...wrappers]) {
      assertWord(word);
      assert(span.start <= word.span.start && span.end >= word.span.end, cut(span));
    }
    for (const { name, value, span: all } of assignments) {
      assertWord(value);
      assert(cut(all).startsWith(name) && cut(all).endsWith(cut(value.span)), cut(all));
    }
    for (const { target } of redirections) assertWord(target);
  }
  for (const { name, nameSpan, span, operator, hasDefault } of script.variables) {
    assert.equal(cut(nameSpan), name);
    assert(cut(span).includes(name));
    assert.equal(hasDefault, ['-', ':-', '=', ':='].includes(operator));
  }
}
