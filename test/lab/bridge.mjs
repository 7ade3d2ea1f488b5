import fs from 'node:fs';
import path from 'node:path';
import { run } from './program.mjs';
import { isOverlapping } from './subnet.mjs';

const NAME = 'multiarch0';
const CANDIDATES = ['172.29.0.0/16', '172.28.0.0/16', '10.219.0.0/16', '192.168.219.0/24'];
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

/**
 * Makes the lab's own bridge on a subnet that nothing here uses, and lets containers on it reach
 * what the machine reaches. The engine changes no packet filter itself (`--iptables=false`), so
 * what is made here is all there is to take back.
 *
 * @param {import('./toolPackages.mjs').Tools} tools
 * @param {{ say: (message: string) => void, note: (remain: object) => void }} surroundings
 * @returns {Promise<string>} the bridge's name
 */
export async function makeBridge(tools, { say, note, signal }) {
  const subnet = freeSubnet();
  const [address, length] = subnet.split('/');
  const gateway = `${address.slice(0, address.lastIndexOf('.'))}.1/${length}`;
  const ip = (...args) => run(tools.busybox, ['ip', ...args], { signal });
  note({ kind: 'command', command: tools.busybox, args: ['ip', 'link', 'del', NAME] });
  await ip('link', 'add', NAME, 'type', 'bridge');
  await ip('addr', 'add', gateway, 'dev', NAME);
  await ip('link', 'set', NAME, 'up');
  try {
    await forward(subnet, tools, { note, signal });
  } catch (error) {
    signal?.throwIfAborted();
    say(`Containers of the lab will reach no network: ${error.message}`);
  }
  return NAME;
}

async function forward(subnet, tools, { note, signal }) {
  const before = fs.readFileSync(FORWARDING, 'utf8');
  if (before.trim() !== '1') {
    note({ kind: 'setting', file: FORWARDING, before });
    fs.writeFileSync(FORWARDING, '1');
  }
  const rules = [
    ['nat', 'POSTROUTING', '-s', subnet, '!', '-o', NAME, '-j', 'MASQUERADE'],
    ['filter', 'FORWARD', '-i', NAME, '-j', 'ACCEPT'],
    ['filter', 'FORWARD', '-o', NAME, '-j', 'ACCEPT'],
  ];
  const { command, env } = packetFilter(tools);
  for (const [table, chain, ...rule] of rules) {
    const remove = ['-w', '10', '-t', table, '-D', chain, ...rule];
    note({ kind: 'command', command, args: remove, env });
    const add = ['-w', '10', '-t', table, '-I', chain, ...rule];
    await run(command, add, { env: { ...process.env, ...env }, signal });
  }
}

/** The machine's own iptables, which knows its backend; else the unpacked one with its libraries. */
function packetFilter({ ownRoot }) {
  const own = ['/usr/sbin/iptables', '/sbin/iptables'].find((file) => fs.existsSync(file));
  if (own) return { command: own, env: {} };
  const libraries = fs
    .readdirSync(path.join(ownRoot, 'usr/lib'))
    .map((name) => path.join(ownRoot, 'usr/lib', name))
    .find((folder) => fs.existsSync(path.join(folder, 'xtables')));
  return {
    command: path.join(ownRoot, 'usr/sbin/iptables-nft'),
    env: { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: path.join(libraries, 'xtables') },
  };
}

function freeSubnet() {
  // proc_net_route: destination and mask are hexadecimal, in the order of the machine's bytes.
  const routes = fs
    .readFileSync('/proc/net/route', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .map((fields) => ({ address: swapped(fields[1]), mask: swapped(fields[7]) }))
    .filter(({ mask }) => mask !== 0);
  const free = CANDIDATES.find((subnet) => !routes.some((route) => isOverlapping(subnet, route)));
  if (!free) throw new Error(`No subnet is free for the lab's bridge: ${CANDIDATES.join(', ')}.`);
  return free;
}

function swapped(hexadecimal) {
  return Buffer.from(hexadecimal, 'hex').readUInt32LE(0);
}
